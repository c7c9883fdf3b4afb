import type { IncomingMessage } from 'node:http'
import type { ErrorCode, Parsed } from '@endcap/core'

/** A refused body may go on for this many times the limit before its connection is cut. */
const DRAIN_FACTOR = 16

/**
 * Reads a request body of at most `maxBytes`. Past the limit it answers at once and keeps nothing; the rest is
 * read and dropped, so that the client gets to see the answer instead of a reset.
 */
export function readBody(message: IncomingMessage, maxBytes: number): Promise<Parsed<Buffer>> {
  return new Promise((resolve) => {
    const refuse = (code: ErrorCode, detail: string) => resolve({ ok: false, problems: [{ code, path: '', detail }] })
    const tooLarge = () => refuse('body-too-large', `at most ${maxBytes} bytes`)
    // Nobody is left to read this answer. A connection that closes in the middle is an error, too, for whoever listens.
    const cutOff = () => refuse('json-malformed', 'the body was cut off')
    let chunks: Buffer[] = []
    let bytes = 0
    if (Number(message.headers['content-length']) > maxBytes) tooLarge()
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes) return chunks.push(chunk)
      chunks = []
      tooLarge()
      return bytes > maxBytes * DRAIN_FACTOR && message.destroy()
    })
    message.on('end', () =>
      resolve({ ok: true, value: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
    )
    message.on('error', cutOff)
  })
}
