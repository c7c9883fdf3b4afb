import { utf8Bytes } from '../outbox/batch.js'

/** Packs a text. Undefined where the browser cannot (CompressionStream), or where it would not be smaller. */
export async function gzip(text: string): Promise<ArrayBuffer | undefined> {
  try {
    const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
    const bytes = await new Response(packed).arrayBuffer()
    return bytes.byteLength < utf8Bytes(text) ? bytes : undefined
  } catch {
    return undefined
  }
}
