import { EndcapError } from '@endcap/core'
import {
  type ImportDatabase,
  type ImportReport,
  importEvents,
  importOrders,
  importTable,
  TABLE_KINDS,
  type TableImport,
  type TableKind,
} from '@endcap/insights'

/** What to import: as the command line says it, and as it travels to a running process. */
export interface ImportRequest {
  readonly kind: 'orders' | 'events' | TableKind
  /** Absolute. */
  readonly file: string
  readonly skipBad: boolean
  readonly currency: string
  /** Orders were made in a shop of bricks. */
  readonly isOffline?: boolean
  /** Of tables: what a column is, to its name in the file. */
  readonly columns?: Readonly<Record<string, string>>
  readonly isConfirmed?: boolean
  readonly isCheck?: boolean
  /** Absolute. */
  readonly rejects?: string
  readonly zone?: string
  readonly origin?: string
}

/** Reads a request that came over HTTP. Throws `value-invalid`. */
export function parseImportRequest(value: unknown): ImportRequest {
  const {
    kind,
    file,
    skipBad,
    currency = 'EUR',
    ...more
  } = (value ?? {}) as Partial<Record<keyof ImportRequest, unknown>>
  const { isOffline, columns, isConfirmed, isCheck, rejects, zone, origin } = more
  const isKind = kind === 'orders' || kind === 'events' || TABLE_KINDS.some((known) => known === kind)
  if (!isKind || typeof file !== 'string' || typeof currency !== 'string') {
    throw new EndcapError(
      'value-invalid',
      `expected { kind: one of orders, events, ${TABLE_KINDS.join(', ')}; file, skipBad, currency }`,
    )
  }
  return {
    kind: kind as ImportRequest['kind'],
    file,
    skipBad: skipBad === true,
    currency,
    isOffline: isOffline === true,
    isConfirmed: isConfirmed === true,
    isCheck: isCheck === true,
    ...(isTexts(columns) && { columns }),
    ...(typeof rejects === 'string' && { rejects }),
    ...(typeof zone === 'string' && { zone }),
    ...(typeof origin === 'string' && { origin }),
  }
}

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string')

/** Runs an import request. */
export function importInto(
  warehouse: ImportDatabase,
  request: ImportRequest,
  onProgress: (lines: number) => void = () => {},
): Promise<ImportReport | TableImport> {
  const { kind, file, skipBad, currency, isOffline = false } = request
  const options = { file, skipBad, onProgress }
  if (kind === 'orders') return importOrders(warehouse, { ...options, currency, isOffline })
  return kind === 'events' ? importEvents(warehouse, options) : importTable(warehouse, { ...request, kind })
}
