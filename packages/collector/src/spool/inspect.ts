import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { EndcapError } from '@endcap/core'
import { type Files, nodeFiles } from '../files.js'
import { parseSegmentName, readStretch } from './segment.js'

/** What stands in one segment file. */
export interface SegmentReport {
  readonly name: string
  /** Sequence of its first event, by its name. */
  readonly first: number
  readonly events: number
  readonly bytes: number
  /** Lines whose checksum is wrong, or that are no records. */
  readonly damagedCount: number
  /** Events that are missing between those that are there. */
  readonly missingCount: number
  /** Bytes behind the last whole line. In the newest segment they are a write under way, or one that a crash tore. */
  readonly tornBytes: number
  /** Time of receipt in ms since 1970 of the first and last event; absent without events. */
  readonly oldestAt?: number
  readonly newestAt?: number
}

/** What stands in a spool, every checksum of it checked. */
export interface SpoolReport {
  readonly id: string
  readonly segments: readonly SegmentReport[]
  /** Sequence of the next event. */
  readonly next: number
  /** First sequence still to deliver, by sink; of sinks whose cursor the collector keeps. Others keep it beside their rows. */
  readonly cursors: Readonly<Record<string, number>>
  /** No damaged line, no event missing, and nothing torn but at the very end. */
  readonly isSound: boolean
}

/**
 * Reads the spool of a collector's `dataDir`, also while that runs. Changes nothing. Throws `file-unreadable` when there is no spool.
 */
export async function inspectSpool(dataDir: string, files: Files = nodeFiles): Promise<SpoolReport> {
  const folder = join(dataDir, 'spool')
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  )
  const id = isThere ? await files.readText(join(folder, 'id')) : undefined
  if (id === undefined) throw new EndcapError('file-unreadable', `${folder} holds no spool`)
  const found = (await files.list(folder)).filter(({ name }) => parseSegmentName(name) !== undefined)
  const segments: SegmentReport[] = []
  let next: number | undefined
  for (const { name, bytes } of found) {
    const report = await readSegment(join(folder, name), bytes, next, files)
    segments.push(report.segment)
    next = report.next
  }
  const isSound = segments.every(
    ({ damagedCount, missingCount, tornBytes }, index) =>
      damagedCount + missingCount === 0 && (tornBytes === 0 || index === segments.length - 1),
  )
  return { id, segments, next: next ?? 0, cursors: await readCursors(join(dataDir, 'cursors'), id, files), isSound }
}

async function readSegment(path: string, bytes: number, expected: number | undefined, files: Files) {
  const name = basename(path)
  const first = parseSegmentName(name) as number
  const file = await files.open(path)
  try {
    let offset = 0
    let next = first
    let [events, damagedCount, missingCount] = [0, 0, Math.max(0, first - (expected ?? first))]
    let oldestAt: number | undefined
    let newestAt: number | undefined
    for (;;) {
      const stretch = await readStretch(file, offset, bytes)
      damagedCount += stretch.damagedCount
      for (const record of stretch.records) {
        missingCount += Math.max(0, record.sequence - next)
        next = record.sequence + record.count
        events += record.count
        const at = record.events()[0]?.receivedAt
        oldestAt ??= at
        newestAt = at
      }
      if (stretch.nextOffset === offset) break
      offset = stretch.nextOffset
    }
    const times = oldestAt === undefined || newestAt === undefined ? {} : { oldestAt, newestAt }
    const segment = { name, first, events, bytes, damagedCount, missingCount, tornBytes: bytes - offset, ...times }
    return { segment: segment satisfies SegmentReport, next }
  } finally {
    await file.close()
  }
}

async function readCursors(folder: string, id: string, files: Files): Promise<Record<string, number>> {
  const cursors: Record<string, number> = {}
  for (const { name } of await files.list(folder).catch(() => [])) {
    const kept = name.endsWith('.json') ? await files.readText(join(folder, name)) : undefined
    const { spool, cursor } = kept === undefined ? {} : (JSON.parse(kept) as { spool?: string; cursor?: number })
    if (spool === id && cursor !== undefined) cursors[name.slice(0, -5)] = cursor
  }
  return cursors
}
