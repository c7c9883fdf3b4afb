import { checksumWords, EndcapError, MODEL_FORMAT, MODEL_MAGIC } from '@endcap/core'

/** The WHATWG decoder, present in browsers and Node; the ES2022 library does not declare it. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string }

/** Says what is being read: whatever throws from here on is wrong with this. */
export type At = (part: string) => void

/** Runs a reader; what it throws becomes `model-damaged` with the part that it was at. */
export function guarded<Result>(read: (at: At) => Result): Result {
  let part = 'length'
  try {
    return read((next) => {
      part = next
    })
  } catch (cause) {
    throw new EndcapError('model-damaged', part, cause)
  }
}

/** Takes a file of any kind apart, once magic, format version and checksum are right. */
export function openFile<Header>(bytes: ArrayBuffer, at: At): { header: Header; body: Uint8Array } {
  const [magic, format, checksum, headerBytes] = new Uint32Array(bytes, 0, 4) as unknown as [
    number,
    number,
    number,
    number,
  ]
  at('magic')
  ensure(magic === MODEL_MAGIC)
  at(`version ${format}`)
  ensure(format === MODEL_FORMAT)
  at('checksum')
  ensure(checksum === checksumWords(new Uint32Array(bytes, 12)))
  at('header')
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 16, headerBytes)))
  return { header, body: new Uint8Array(bytes, 16 + headerBytes) }
}

/** Whether a file is the manifest of a sharded model, as its header says; what else is wrong with it is found when it is opened. */
export function isManifest(bytes: ArrayBuffer): boolean {
  if (bytes.byteLength < 16) return false
  const header = new Uint8Array(bytes, 16).subarray(0, new DataView(bytes).getUint32(12, true))
  // Within an id the quotes would be escaped.
  return new TextDecoder().decode(header).includes('"shards":')
}

/** Throws when a file does not say what it must. */
export function ensure(isSound: boolean): void {
  if (!isSound) throw new RangeError()
}
