import type { StoredEvent } from '@endcap/core'
import type { Files } from '../files.js'
import { eraseFromBatch, isErased } from './batch.js'
import { createRecordEncoder, decodeRecords } from './record.js'
import type { Segment } from './segment.js'

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
    for (const event of record.events()) if (!isErased(event) && filter.matches(event)) visit(event)
  }
}

/**
 * Erases events of a segment that nobody writes to any more. Its file is replaced in one step by one in which what is left of a record is
 * padded with spaces to its length before, so that offsets stay as they are; sequences and cursors do anyway. Damaged lines that hold a needle
 * are blanked. Gives how many events were erased; a crash leaves the old file or the new one.
 */
export async function eraseFromSegment(segment: Segment, files: Files, filter: EventFilter): Promise<number> {
  const bytes = await readWhole(segment, files)
  if (!holdsAny(bytes, filter.needles)) return 0
  const lines: Buffer[] = []
  let [count, blanked, at] = [0, 0, 0]
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
    const line = bytes.subarray(at, end + 1)
    at = end + 1
    lines.push(line)
    if (!holdsAny(line, filter.needles)) continue
    const [record] = decodeRecords(line).records
    if (!record) {
      line.fill(' ', 0, line.length - 1)
      blanked++
      continue
    }
    const left = eraseFromBatch(record.json(), filter.matches)
    if (left.count === 0) continue
    lines[lines.length - 1] = padded(record.sequence, record.count, left.json, line.length)
    count += left.count
  }
  lines.push(bytes.subarray(at))
  if (count + blanked > 0) await replace(segment, Buffer.concat(lines), files)
  return count
}

/** The file that takes a segment's place once it is whole. Left over by a crash, it is removed at the next start. */
export function isUnfinishedErasure(name: string): boolean {
  return /^\d{16}\.log\.erasing$/.test(name)
}

const NEWLINE = 0x0a
const UNFINISHED = '.erasing'

/** A record as long as the line that it replaces. Numbers that were written as `1e9` may make it longer. */
function padded(sequence: number, count: number, json: string, length: number): Buffer {
  const encode = (text: string) => createRecordEncoder()(sequence, [{ count, json: [text] }])
  const bare = encode(json)
  return bare.length < length ? encode(json + ' '.repeat(length - bare.length)) : bare
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

async function replace(segment: Segment, bytes: Buffer, files: Files): Promise<void> {
  const { path } = segment
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
  segment.bytes = bytes.length
}
