import * as zlib from 'node:zlib'

/** CRC-32 as of gzip and PNG (RFC 1952, section 8). `from`: of the bytes before, to go on with. */
export const crc32: (bytes: Uint8Array, from?: number) => number =
  // Node 20.15 has it, ten times faster.
  (zlib as { crc32?: (bytes: Uint8Array, from?: number) => number }).crc32 ?? crc32ByTable

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

/** The same for older versions of Node. */
export function crc32ByTable(bytes: Uint8Array, from = 0): number {
  let crc = ~from
  for (let i = 0; i < bytes.length; i++) {
    crc = (TABLE[(crc ^ (bytes[i] as number)) & 255] as number) ^ (crc >>> 8)
  }
  return ~crc >>> 0
}
