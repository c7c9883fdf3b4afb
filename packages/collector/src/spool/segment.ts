import type { OpenFile } from '../files.js'
import { type DecodedRecords, decodeRecords } from './record.js'

/** One file of the spool. Readers see its first `bytes` only: those are on the device. */
export interface Segment {
  readonly path: string
  /** Sequence of its first record. */
  readonly first: number
  bytes: number
  /** Ms since 1970 on the collector's clock of its newest record. */
  lastAt: number
}

/** The name sorts as the sequence does. */
export function segmentName(first: number): string {
  return `${String(first).padStart(16, '0')}.log`
}

/** The first sequence of a segment by its file name; undefined for any other file. */
export function parseSegmentName(name: string): number | undefined {
  return /^\d{16}\.log$/.test(name) ? Number(name.slice(0, 16)) : undefined
}

const CHUNK_BYTES = 1 << 18

/** A decoded stretch of a segment, and where the next one begins. */
export interface Stretch extends DecodedRecords {
  readonly nextOffset: number
}

/**
 * Decodes about `bytesWanted` from `offset` on, never past `limit`. A longer record is read whole.
 * `nextOffset === offset` says that no whole line is left.
 */
export async function readStretch(
  file: OpenFile,
  offset: number,
  limit: number,
  bytesWanted = CHUNK_BYTES,
): Promise<Stretch> {
  for (let size = bytesWanted; ; size *= 4) {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(size, limit - offset)))
    const read = await file.read(bytes, offset)
    const decoded = decodeRecords(bytes.subarray(0, read))
    if (decoded.consumed > 0 || read < size) return { ...decoded, nextOffset: offset + decoded.consumed }
  }
}
