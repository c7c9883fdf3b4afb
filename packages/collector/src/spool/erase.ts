import type { StoredEvent } from '@endcap/core'
import type { Files } from '../files.js'
import { decodeRecords, encodeRecords, type SpoolRecord } from './record.js'
import type { Segment } from './segment.js'

/** What is left of an event that was erased: enough to know it when a page sends it again. */
export interface ErasedEvent {
  readonly id: string
  readonly receivedAt: number
  readonly erased: true
}

/** True for what {@link eraseFromSegment} leaves. Readers step over it. */
export function isErased(event: StoredEvent | ErasedEvent): event is ErasedEvent {
  return 'erased' in event
}

/** Which events, and the texts of which one stands in each of them: files without are not looked through. */
export interface EventFilter {
  readonly matches: (event: StoredEvent) => boolean
  readonly needles: readonly string[]
}

/** Ids as JSON writes them, for {@link EventFilter.needles}. */
export function needlesOf(ids: readonly string[]): string[] {
  return ids.map((id) => JSON.stringify(id).slice(1, -1))
}

/** Gives `visit` every event of a segment that the filter matches. */
export async function scanSegment(
  segment: Segment,
  files: Files,
  filter: EventFilter,
  visit: (event: StoredEvent) => void,
): Promise<void> {
  const bytes = await readWhole(segment, files)
  if (!holdsAny(bytes, filter.needles)) return
  for (const record of decodeRecords(bytes).records) {
    const event = eventOf(record)
    if (event && filter.matches(event)) visit(event)
  }
}

/**
 * Erases events of a segment that nobody writes to any more. Its file is replaced in one step by one of the same length, in which an
 * erased record is padded with spaces: sequences, offsets and cursors stay as they are. Damaged lines that hold a needle
 * are blanked. Gives how many events were erased; a crash leaves the old file or the new one.
 */
export async function eraseFromSegment(segment: Segment, files: Files, filter: EventFilter): Promise<number> {
  const bytes = await readWhole(segment, files)
  if (!holdsAny(bytes, filter.needles)) return 0
  let [count, blanked, at] = [0, 0, 0]
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
    const line = bytes.subarray(at, end + 1)
    at = end + 1
    const [record] = decodeRecords(line).records
    const event = record && eventOf(record)
    if (record && event && filter.matches(event)) {
      erasedLine(record, event, line.length).copy(line)
      count++
    } else if (!record && holdsAny(line, filter.needles)) {
      line.fill(' ', 0, line.length - 1)
      blanked++
    }
  }
  if (count + blanked > 0) await replace(segment.path, bytes, files)
  return count
}

/** The file that takes a segment's place once it is whole. Left over by a crash, it is removed at the next start. */
export function isUnfinishedErasure(name: string): boolean {
  return /^\d{16}\.log\.erasing$/.test(name)
}

const NEWLINE = 0x0a
const UNFINISHED = '.erasing'

function eventOf({ json }: SpoolRecord): StoredEvent | undefined {
  const event = JSON.parse(json) as StoredEvent | ErasedEvent
  return isErased(event) ? undefined : event
}

/** As long as the line that it replaces: an event holds more fields than are left of it. */
function erasedLine({ sequence }: SpoolRecord, { id, receivedAt }: StoredEvent, length: number): Buffer {
  const left: ErasedEvent = { id, receivedAt, erased: true }
  const json = JSON.stringify(left)
  const bare = encodeRecords(sequence, [json])
  return encodeRecords(sequence, [json + ' '.repeat(length - bare.length)])
}

function holdsAny(bytes: Buffer, needles: readonly string[]): boolean {
  return needles.some((needle) => bytes.includes(needle))
}

async function readWhole({ path, bytes }: Segment, files: Files): Promise<Buffer> {
  const into = Buffer.allocUnsafe(bytes)
  const file = await files.open(path)
  try {
    return into.subarray(0, await file.read(into, 0))
  } finally {
    await file.close()
  }
}

async function replace(path: string, bytes: Buffer, files: Files): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`
  const file = await files.open(unfinished)
  try {
    await file.truncate(0)
    await file.write(bytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await files.rename(unfinished, path)
}
