import { parseEvent, type StoredEvent } from '@endcap/core'

/** Reads what a collector wrote into a stream. Undefined for anything else, which no sink could store. */
export function parseStored(bytes: Uint8Array): StoredEvent | undefined {
  try {
    const event = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as StoredEvent
    return Number.isFinite(event.receivedAt) && parseEvent(event).ok ? event : undefined
  } catch {
    return undefined
  }
}
