import { join } from 'node:path'
import type { StoredEvent } from '@endcap/core'
import type { CollectorEnv } from '../env.js'
import { createSignal } from '../signal.js'
import { type ErasedEvent, type ExactBody, encodeBatch, encodeExact } from './batch.js'
import { createGroupCommit } from './commit.js'
import { type EventFilter, eraseFromSegment, isUnfinishedErasure, scanSegment } from './erase.js'
import { takeLock } from './lock.js'
import { createSpoolReader, type SpoolOffset, type SpoolReader } from './reader.js'
import { type RecoveredSpool, recoverSpool } from './recover.js'
import { segmentsToDrop } from './retain.js'
import type { Segment } from './segment.js'
import { createSegmentWriter } from './writer.js'

/** An append-only log of accepted events, in segment files. */
export interface Spool {
  /** Random name of this log: a cursor holds for one spool only. */
  readonly id: string
  readonly recovered: Omit<RecoveredSpool, 'segments'>
  /**
   * Resolves once the events are on the device. Rejects with `spool-failed`; then none of them is kept. Without any it finds out
   * whether the device is well.
   */
  append(events: readonly StoredEvent[]): Promise<void>
  /** The same for the events of a request, kept as it carried them. */
  appendExact(body: ExactBody): Promise<void>
  reader(from: number): SpoolReader
  /** Sequence of the next record. */
  next(): number
  /** Sequence of the oldest record kept. */
  first(): number
  /** Bytes kept in all, or behind a place. */
  bytes(behind?: SpoolOffset): number
  /** Resolves at the next append. */
  changed(): Promise<void>
  /** Gives `visit` every event kept that the filter matches. */
  scan(filter: EventFilter, visit: (event: StoredEvent) => void): Promise<void>
  /** Erases the events appended so far that the filter matches. Gives how many. Readers read on behind it. */
  erase(filter: EventFilter): Promise<number>
  /** Removes segments that every sink has passed and the dedupe window needs no more. */
  retain(passed: number): Promise<void>
  isSound(): boolean
  close(): Promise<void>
}

/** Where the spool is and how far it may grow. */
export interface SpoolOptions {
  readonly folder: string
  readonly segmentBytes: number
  /** See {@link RetainRule}. */
  readonly maxBytes: number
  readonly keepMs: number
  readonly env: CollectorEnv
  readonly onSync: (ms: number) => void
  /** Gets each event still inside the dedupe window, once, while the spool opens. */
  readonly onRecover: (event: StoredEvent | ErasedEvent) => void
}

/** Opens the spool of a folder, creating it when missing, and mends what a crash left. One process at a time. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, env, keepMs } = options
  const { clock, files } = env
  await files.makeFolder(folder)
  const release = await takeLock(join(folder, 'lock'))
  try {
    const id = await readId(folder, env)
    for (const { name } of await files.list(folder)) {
      if (isUnfinishedErasure(name)) await files.remove(join(folder, name))
    }
    const { segments, ...recovered } = await recoverSpool(folder, files, clock.now() - keepMs, options.onRecover)
    const writer = createSegmentWriter({ ...options, segments, next: recovered.next })
    const grown = createSignal()
    const commit = createGroupCommit(async (batches) => {
      await writer.write(batches)
      grown.notify()
    })
    const readers = new Set<SpoolReader>()
    let heldCount = 0
    let lastErasure: Promise<unknown> = Promise.resolve()

    /** Runs a task during which no segment is removed. */
    async function holding<T>(task: () => Promise<T>): Promise<T> {
      heldCount++
      try {
        return await task()
      } finally {
        heldCount--
      }
    }

    return {
      id,
      recovered,
      append: (events) => commit.append(encodeBatch(events)),
      appendExact: (body) => commit.append(encodeExact(body)),
      reader(from) {
        const reader = createSpoolReader(segments, files, from)
        readers.add(reader)
        return { ...reader, close: () => reader.close().finally(() => readers.delete(reader)) }
      },
      next: writer.next,
      first: () => segments[0]?.first ?? writer.next(),
      bytes(behind) {
        const from = behind ? segments.indexOf(behind.segment) : 0
        let bytes = behind && from >= 0 ? -behind.offset : 0
        for (let i = Math.max(0, from); i < segments.length; i++) bytes += (segments[i] as Segment).bytes
        return bytes
      },
      changed: grown.wait,
      scan: (filter, visit) =>
        holding(async () => {
          for (const segment of [...segments]) await scanSegment(segment, files, filter, visit)
        }),
      erase(filter) {
        const erased = lastErasure.then(() =>
          holding(async () => {
            let count = 0
            for (const segment of await writer.seal()) count += await eraseFromSegment(segment, files, filter)
            for (const reader of readers) reader.refresh()
            return count
          }),
        )
        // One after another: two would write one file.
        lastErasure = erased.catch(() => {})
        return erased
      },
      async retain(passed) {
        // A file that is being replaced would come back.
        if (heldCount > 0) return
        const rule = { passed, keepSince: clock.now() - keepMs, maxBytes: options.maxBytes }
        for (const segment of segmentsToDrop(segments, rule)) {
          // First out of the list, so that a second call at the same time does not find it again.
          segments.shift()
          await files.remove(segment.path)
        }
      },
      isSound: writer.isSound,
      async close() {
        await commit.settled()
        await writer.close()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

async function readId(folder: string, { files, random }: CollectorEnv): Promise<string> {
  const path = join(folder, 'id')
  const known = await files.readText(path)
  if (known) return known
  const id = random.id()
  await files.replaceText(path, id)
  return id
}
