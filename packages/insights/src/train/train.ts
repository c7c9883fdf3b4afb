import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { EndcapError } from '@endcap/core'
import { decodeModel } from '@endcap/ranker'
import { encodeModel } from './encode.js'
import { fitModel } from './fit.js'
import { type InteractionInput, type ReadReport, readSessions } from './read.js'
import type { TrainSettings } from './settings.js'

/** What to train on and where the model goes. */
export interface TrainOptions {
  /** A `.csv`, `.ndjson` or `.jsonl` file (or `.gz` of one), or rows such as `readInteractions(warehouse)` gives. */
  readonly input: InteractionInput
  /** Path of the model file; its folder is made when missing. */
  readonly out: string
  readonly settings?: TrainSettings
  readonly onProgress?: (progress: TrainProgress) => void
}

/** Where a run is. `rows` counts what was read so far. */
export interface TrainProgress {
  readonly phase: 'read' | 'fit' | 'write'
  readonly rows: number
}

/** What was trained and written. */
export interface TrainSummary {
  readonly out: string
  readonly version: string
  /** How the rows were taken: ordered visits or unordered baskets. */
  readonly kind: 'sessions' | 'orders'
  readonly timeUnit: 'ms' | 'order'
  readonly items: number
  readonly sessions: number
  readonly interactions: number
  /** Neighbour pairs by table. Where the data are orders only, both tables are the same one. */
  readonly pairs: { readonly view: number; readonly cart: number }
  readonly bytes: number
  readonly gzipBytes: number
  /** Wall time of the whole run. */
  readonly ms: number
  readonly report: ReadReport
}

/**
 * Reads, fits and writes a model. The file appears whole or not at all, and only when it decodes again.
 * Throws `input-empty` when there is no usable row, `file-unreadable` when a file cannot be read or written,
 * `option-missing` or `option-invalid` for wrong options. Same input and settings, same bytes.
 */
export async function train({ input, out, settings, onProgress }: TrainOptions): Promise<TrainSummary> {
  if (!input) throw new EndcapError('option-missing', 'train needs an input')
  if (!out) throw new EndcapError('option-missing', 'train needs out, the path of the model file')
  const started = performance.now()
  const { interactions, report } = await readSessions(input, settings, (rows) => onProgress?.({ phase: 'read', rows }))
  onProgress?.({ phase: 'fit', rows: report.rows })
  const fitted = fitModel(interactions, settings)
  const bytes = encodeModel(fitted)
  onProgress?.({ phase: 'write', rows: report.rows })
  const version = await publish(out, bytes)
  return {
    out,
    version,
    kind: interactions.kind,
    timeUnit: interactions.timeUnit,
    items: fitted.ids.length,
    sessions: fitted.sessions,
    interactions: fitted.interactions,
    pairs: { view: fitted.tables.view.items.length, cart: fitted.tables.cart.items.length },
    bytes: bytes.length,
    gzipBytes: gzipSync(bytes, { level: 9 }).length,
    ms: performance.now() - started,
    report,
  }
}

/** Writes beside the target, reads back, decodes, and only then puts it in place. Returns the version that was read. */
async function publish(out: string, bytes: Uint8Array): Promise<string> {
  const draft = `${out}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await mkdir(dirname(out), { recursive: true })
    await writeFile(draft, bytes)
    const { header } = decodeModel(Uint8Array.from(await readFile(draft)).buffer)
    await rename(draft, out)
    return header.version
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    if (error instanceof EndcapError) throw error
    throw new EndcapError('file-unreadable', `${out} could not be written`, error)
  }
}
