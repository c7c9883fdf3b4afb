/** Unpacks gzip bytes (magic 1f 8b); answers anything else as it is. Rejects where the bytes are cut off. */
export function gunzip(bytes: ArrayBuffer): Promise<ArrayBuffer> | ArrayBuffer {
  const [first, second] = new Uint8Array(bytes)
  if (first !== 0x1f || second !== 0x8b) return bytes
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
}
