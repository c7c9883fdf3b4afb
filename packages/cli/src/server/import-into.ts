import { EndcapError } from '@endcap/core'
import { type ImportReport, importEvents, importOrders, type Warehouse } from '@endcap/insights'

/** What to import: as the command line says it, and as it travels to a running process. */
export interface ImportRequest {
  readonly kind: 'orders' | 'events'
  /** Absolute. */
  readonly file: string
  readonly skipBad: boolean
  readonly currency: string
}

/** Reads a request that came over HTTP. Throws `value-invalid`. */
export function parseImportRequest(value: unknown): ImportRequest {
  const {
    kind,
    file,
    skipBad = false,
    currency = 'EUR',
  } = (value ?? {}) as Partial<Record<keyof ImportRequest, unknown>>
  const isSound = (kind === 'orders' || kind === 'events') && typeof file === 'string' && typeof currency === 'string'
  if (!isSound)
    throw new EndcapError('value-invalid', 'expected { kind: "orders" or "events", file, skipBad, currency }')
  return { kind, file, skipBad: skipBad === true, currency }
}

/** Runs an import request. */
export function importInto(
  warehouse: Warehouse,
  { kind, file, skipBad, currency }: ImportRequest,
  onProgress: (lines: number) => void = () => {},
): Promise<ImportReport> {
  const options = { file, skipBad, onProgress }
  return kind === 'orders' ? importOrders(warehouse, { ...options, currency }) : importEvents(warehouse, options)
}
