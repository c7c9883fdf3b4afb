import { join } from 'node:path'
import { EndcapError } from '@endcap/core'
import type { CollectorEnv } from '../env.js'
import type { OpenFile } from '../files.js'
import type { SpoolBatch } from './batch.js'
import { createRecordEncoder } from './record.js'
import { type Segment, segmentName } from './segment.js'

/** The one writer of a spool. Calls do not overlap: group commit sees to it. */
export interface SegmentWriter {
  /** Makes the batches durable, all or none. Rejects with `spool-failed`; then the file is as it was before. */
  write(batches: readonly SpoolBatch[]): Promise<void>
  /** Sequence of the next record. */
  next(): number
  /** Lets the next write begin a segment of its own. Gives those that no write reaches any more. */
  seal(): Promise<readonly Segment[]>
  /** False after a failed write, until one succeeds. */
  isSound(): boolean
  close(): Promise<void>
}

/** What the writer needs; `segments` is shared with the readers and grows by rotation. */
export interface SegmentWriterOptions {
  readonly folder: string
  readonly segments: Segment[]
  readonly next: number
  readonly segmentBytes: number
  readonly env: Pick<CollectorEnv, 'clock' | 'files'>
  /** Gets the time of each sync in ms. */
  readonly onSync: (ms: number) => void
}

/** Creates the writer of the last segment; it begins a new one when there is none or the last is full. */
export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  const { folder, segments, segmentBytes, onSync } = options
  const { clock, files } = options.env
  const encode = createRecordEncoder()
  let next = options.next
  let open: { segment: Segment; file: OpenFile } | undefined
  let isDirty = false
  let isSound = true
  let sealed: Segment | undefined
  let writing: Promise<unknown> = Promise.resolve()

  async function openTail(): Promise<{ segment: Segment; file: OpenFile }> {
    const last = segments.at(-1)
    const isUsable = last && last.bytes < segmentBytes && (last !== sealed || last.bytes === 0)
    if (isUsable) return (open ??= { segment: last, file: await files.open(last.path) })
    const path = join(folder, segmentName(next))
    const file = await files.open(path)
    await files.syncFolder(folder).catch((error) => file.close().then(() => Promise.reject(error)))
    await open?.file.close()
    const segment = { path, first: next, bytes: 0, lastAt: clock.now() }
    segments.push(segment)
    open = { segment, file }
    return open
  }

  async function write(batches: readonly SpoolBatch[]): Promise<void> {
    const { segment, file } = await openTail()
    // The bytes of a failed write, which it could not take back itself.
    if (isDirty) await file.truncate(segment.bytes)
    const bytes = encode(next, batches)
    isDirty = true
    await file.write(bytes, segment.bytes)
    const startedMs = performance.now()
    await file.sync()
    onSync(performance.now() - startedMs)
    isDirty = false
    segment.bytes += bytes.length
    segment.lastAt = clock.now()
    for (const { count } of batches) next += count
  }

  return {
    async write(batches) {
      try {
        writing = write(batches)
        await writing
        isSound = true
      } catch (error) {
        isSound = false
        if (open && isDirty) {
          await open.file.truncate(open.segment.bytes).then(
            () => (isDirty = false),
            () => {},
          )
        }
        throw new EndcapError('spool-failed', 'the events could not be written to disk', error)
      }
    },
    next: () => next,
    async seal() {
      sealed = segments.at(-1)
      await writing.catch(() => {})
      // One that is still empty is written to: its name is the next one's, too.
      return segments.filter((segment) => segment.bytes > 0 && (segment !== segments.at(-1) || segment === sealed))
    },
    isSound: () => isSound,
    async close() {
      await open?.file.close()
      open = undefined
    },
  }
}
