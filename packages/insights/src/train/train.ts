import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EndcapError } from '@endcap/core'
import { createShardedModel, decodeModel } from '@endcap/ranker'
import { type EncodeLimits, encodeFitted, gzipBytes } from './encode-within.js'
import { fitModel } from './fit.js'
import { withoutNames } from './interactions.js'
import { type InteractionInput, type ReadReport, readSessions } from './read.js'
import type { ItemTraits } from './read-items.js'
import type { TrainSettings } from './settings.js'

/** What to train on and where the model goes. */
export interface TrainOptions {
  /** A `.csv`, `.ndjson` or `.jsonl` file (or `.gz` of one), or rows such as `readInteractions(warehouse)` gives. */
  readonly input: InteractionInput
  /** Path of the model file, or of the folder of a sharded model; folders are made when missing. */
  readonly out: string
  /** Limit of the file in bytes after gzip. @default none */
  readonly maxBytes?: number
  /** A manifest and shards instead of one file. @default false */
  readonly shards?: Exclude<EncodeLimits['shards'], 'auto'>
  readonly settings?: TrainSettings
  /** What the catalogue says of the items, by id. */
  readonly traits?: ReadonlyMap<string, ItemTraits> | undefined
  readonly onProgress?: (progress: TrainProgress) => void
}

/** Where a run is: reading, fitting, or cutting and writing what was fitted. `rows` counts what was read so far. */
export interface TrainProgress {
  readonly phase: 'read' | 'fit' | 'write'
  readonly rows: number
  /** Share of the phase that is done, from 0 to 1, where it is known. */
  readonly ratio?: number
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
  /** Files written; 1 unless sharded. */
  readonly files: number
  /** Of all files. */
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
export async function train({
  input,
  out,
  maxBytes,
  shards = false,
  settings,
  traits,
  onProgress,
}: TrainOptions): Promise<TrainSummary> {
  if (!input) throw new EndcapError('option-missing', 'train needs an input')
  if (!out) throw new EndcapError('option-missing', 'train needs out, the path of the model file')
  const started = performance.now()
  const { interactions, report } = await readUnnamed(input, settings, (rows) => onProgress?.({ phase: 'read', rows }))
  const { rows } = report
  onProgress?.({ phase: 'fit', rows })
  const fitted = fitModel(interactions, settings, {
    traits,
    onProgress: (ratio) => onProgress?.({ phase: 'fit', rows, ratio }),
  })
  const limits = { shards, ...(maxBytes !== undefined && { maxBytes }) }
  onProgress?.({ phase: 'write', rows })
  const { files, version, pairs, sharded } = encodeFitted(fitted, interactions, limits)
  const [first, ...others] = files
  // The manifest comes last: what it names is there when it is.
  if (sharded) for (const { name, bytes } of others) await publish(join(out, name), bytes)
  await publish(sharded ? join(out, first!.name) : out, first!.bytes, sharded ? openManifest : decodeModel)
  return {
    out,
    version,
    kind: interactions.kind,
    timeUnit: interactions.timeUnit,
    items: fitted.ids.length,
    sessions: fitted.sessions,
    interactions: fitted.interactions,
    pairs,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    gzipBytes: files.reduce((sum, { bytes }) => sum + gzipBytes(bytes), 0),
    ms: performance.now() - started,
    report,
  }
}

/** In a function of its own, so that the names are gone when it returns. */
async function readUnnamed(...read: Parameters<typeof readSessions>) {
  const { interactions, report } = await readSessions(...read)
  return { interactions: withoutNames(interactions), report }
}

const openManifest = (bytes: ArrayBuffer): unknown => createShardedModel(bytes, () => Promise.reject())

/** Writes beside the target, reads back, checks, and only then puts it in place. */
async function publish(out: string, bytes: Uint8Array, check?: (bytes: ArrayBuffer) => unknown): Promise<void> {
  const draft = `${out}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await mkdir(dirname(out), { recursive: true })
    await writeFile(draft, bytes)
    check?.(Uint8Array.from(await readFile(draft)).buffer)
    await rename(draft, out)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    if (error instanceof EndcapError) throw error
    throw new EndcapError('file-unreadable', `${out} could not be written`, error)
  }
}
