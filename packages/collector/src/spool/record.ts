import { checksum32 } from '@endcap/core'

/** One event in a segment file. */
export interface SpoolRecord {
  /** Counts up from 0 through the life of the spool, across segments. */
  readonly sequence: number
  readonly json: string
  /** Offset just behind the record, from the start of the decoded bytes. */
  readonly end: number
}

const NEWLINE = 0x0a
const SPACE = 0x20
const CHECKSUM_BYTES = 9

/**
 * Encodes records as lines `checksum sequence json`: 8 hex digits of FNV-1a over all that follows the first space.
 * `cut -d' ' -f3- <segment>` is NDJSON again. `jsons` hold no line break, which JSON.stringify guarantees.
 */
export function encodeRecords(first: number, jsons: readonly string[]): Buffer {
  const bodies = jsons.map((json, index) => `${first + index} ${json}`)
  const lengths = bodies.map((body) => Buffer.byteLength(body))
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length + CHECKSUM_BYTES + 1, 0))
  let at = 0
  bodies.forEach((body, index) => {
    const start = at + CHECKSUM_BYTES
    const end = start + (lengths[index] as number)
    bytes.write(body, start)
    bytes.write(`${checksum32(bytes.subarray(start, end)).toString(16).padStart(8, '0')} `, at, 'latin1')
    bytes[end] = NEWLINE
    at = end + 1
  })
  return bytes
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
    const record = decodeLine(bytes.subarray(at, end), end + 1)
    if (record) records.push(record)
    else damagedCount++
    at = end + 1
  }
  return { records, damagedCount, consumed: at }
}

function decodeLine(line: Buffer, end: number): SpoolRecord | undefined {
  const split = line.indexOf(SPACE, CHECKSUM_BYTES)
  if (split === -1 || line[CHECKSUM_BYTES - 1] !== SPACE) return undefined
  if (Number.parseInt(line.toString('latin1', 0, 8), 16) !== checksum32(line.subarray(CHECKSUM_BYTES))) return undefined
  const sequence = Number(line.toString('latin1', CHECKSUM_BYTES, split))
  return Number.isSafeInteger(sequence) ? { sequence, json: line.toString('utf8', split + 1), end } : undefined
}
