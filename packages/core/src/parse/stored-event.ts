import { SERVER_ID_PREFIX } from '../server-order.js'
import { DEVICE_CLASSES, type DeviceClass, type StoredEvent } from '../stored-event.js'
import { parseEvent } from './event.js'
import type { Parsed } from './read.js'

/**
 * Reads an event that a collector has kept, as the spool and the NDJSON sink write it: `receivedAt`, else the event's time, the device, and
 * what marks the shop's server. Not for what pages send. Problems name the field by JSON Pointer.
 */
export function parseStoredEvent(value: unknown): Parsed<StoredEvent> {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  const { id, source, receivedAt, device } = given
  const isServer = source === 'server' && typeof id === 'string' && id.startsWith(SERVER_ID_PREFIX)
  const parsed = parseEvent(isServer ? { ...given, id: id.slice(SERVER_ID_PREFIX.length) } : value)
  if (!parsed.ok) return parsed
  const event = {
    ...parsed.value,
    receivedAt: typeof receivedAt === 'number' ? receivedAt : parsed.value.ts,
    ...(DEVICE_CLASSES.includes(device as DeviceClass) && { device: device as DeviceClass }),
  }
  if (!isServer) return { ok: true, value: event }
  const { updatedAt } = (given.order ?? {}) as { readonly updatedAt?: unknown }
  const order = event.order && { ...event.order, ...(typeof updatedAt === 'number' && { updatedAt }) }
  return { ok: true, value: { ...event, id, source, ...(order && { order }) } }
}
