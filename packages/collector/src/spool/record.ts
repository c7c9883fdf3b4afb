import { checksum32, type StoredEvent } from '@endcap/core'
import { decodeBatch, type ErasedEvent, type SpoolBatch } from './batch.js'
import { crc32 } from './crc32.js'

/** One line of a segment file: an event, or several that came together. */
export interface SpoolRecord {
  /** Of its first event. Counts up from 0 through the life of the spool, across segments. */
  readonly sequence: number
  /** How many events. */
  readonly count: number
  /** The events. Parses: ask once. */
  events(): readonly (StoredEvent | ErasedEvent)[]
  /** What the line holds, in the form of today's records. */
  json(): string
  /** Offset of the line's first byte, from the start of the decoded bytes. */
  readonly start: number
  /** Offset just behind the record. */
  readonly end: number
}

const NEWLINE = 0x0a
const SPACE = 0x20
const CHECKSUM_BYTES = 9

/** More than a group usually needs; what a larger one needs is let go again. */
const SCRATCH_BYTES = 1 << 20

/** Encodes batches as lines, the first of them with the sequence `first`. The answer holds until the next call. */
export type RecordEncoder = (first: number, batches: readonly SpoolBatch[]) => Buffer

/**
 * Creates an encoder of lines `checksum sequence+count json`: 8 hex digits of CRC-32 over all that follows the first space.
 * Lines of earlier releases, `checksum sequence json` of one event with FNV-1a, are still read.
 */
export function createRecordEncoder(): RecordEncoder {
  // Memory that is new for each group costs more than the copying into it.
  let scratch = Buffer.alloc(0)
  return (first, batches) => {
    const most = batches.reduce((sum, batch) => sum + mostBytes(batch), 0)
    if (scratch.length < most) scratch = Buffer.allocUnsafeSlow(most)
    const bytes = scratch
    if (most > SCRATCH_BYTES) scratch = Buffer.alloc(0)
    let sequence = first
    let at = 0
    for (const { count, json } of batches) {
      if (count === 0) continue
      const start = at + CHECKSUM_BYTES
      let end = start + bytes.write(`${sequence}+${count} `, start, 'latin1')
      for (const piece of json) {
        if (typeof piece === 'string') end += bytes.write(piece, end)
        else {
          bytes.set(piece, end)
          end += piece.length
        }
      }
      bytes.write(`${hex(crc32(bytes.subarray(start, end)))} `, at, 'latin1')
      bytes[end] = NEWLINE
      at = end + 1
      sequence += count
    }
    return bytes.subarray(0, at)
  }
}

/** Checksum, sequence, count, newline. */
const FRAME_BYTES = 64

/** A letter of a text, a unit of UTF-16, has at most three bytes. */
function mostBytes({ json }: SpoolBatch): number {
  return json.reduce((sum, piece) => sum + piece.length * (typeof piece === 'string' ? 3 : 1), FRAME_BYTES)
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0')
}

/** What was found in a stretch of a segment: sound records, and damaged lines to step over. */
export interface DecodedRecords {
  readonly records: readonly SpoolRecord[]
  readonly damagedCount: number
  /** Bytes of whole lines; what follows is a line without its end. */
  readonly consumed: number
}

/** Decodes the whole lines of `bytes`. Never throws: a line that is not a sound record is counted. */
export function decodeRecords(bytes: Buffer): DecodedRecords {
  const records: SpoolRecord[] = []
  let damagedCount = 0
  let at = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
    const record = decodeLine(bytes.subarray(at, end), at)
    if (record) records.push(record)
    else damagedCount++
    at = end + 1
  }
  return { records, damagedCount, consumed: at }
}

const PLACE = /^(\d{1,16})(?:\+(\d{1,9}))?$/

function decodeLine(line: Buffer, start: number): SpoolRecord | undefined {
  const split = line.indexOf(SPACE, CHECKSUM_BYTES)
  if (split === -1 || line[CHECKSUM_BYTES - 1] !== SPACE) return undefined
  const [, first, count] = PLACE.exec(line.toString('latin1', CHECKSUM_BYTES, split)) ?? []
  const sequence = Number(first)
  if (!Number.isSafeInteger(sequence)) return undefined
  const checksum = count === undefined ? checksum32 : crc32
  if (line.toString('latin1', 0, 8) !== hex(checksum(line.subarray(CHECKSUM_BYTES)))) return undefined
  const json = () => line.toString('utf8', split + 1)
  const place = { sequence, start, end: start + line.length + 1 }
  if (count !== undefined) return { ...place, count: Number(count), json, events: () => decodeBatch(json()) }
  const event = () => JSON.parse(json()) as StoredEvent
  return {
    ...place,
    count: 1,
    events: () => [event()],
    json: () => JSON.stringify({ receivedAt: event().receivedAt, batch: { events: [event()] } }),
  }
}
