import type { Clock, StoredEvent } from '@endcap/core'
import { nodeEnv } from '../../env.js'
import type { Sink } from '../../sink.js'
import { type PostRequest, post } from '../post.js'

/** A request, and the events that it delivers. */
export interface MappedRequest extends PostRequest {
  readonly ids: readonly string[]
}

/** What the sinks have in common that tell a foreign service in its own words. */
export interface MappedSinkOptions {
  readonly name?: string | undefined
  /** @default 10000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Pick<Clock, 'now'> | undefined
}

/** Requests under way at once. */
const PARALLEL = 8

/**
 * Creates a sink that posts what `toRequests` makes of events. An event that is in no request is not told. At least once: of a
 * write that failed in part only the rest is sent again, unless the process ended in between.
 */
export function createMappedSink(
  name: string,
  { timeoutMs = 10_000, clock = nodeEnv.clock }: MappedSinkOptions,
  toRequests: (events: readonly StoredEvent[]) => MappedRequest[],
): Sink {
  const delivered = new Set<string>()

  return {
    name,
    keepsCursor: false,
    open: async () => undefined,
    async write(events) {
      const left = new Set(toRequests(events.filter(({ id }) => !delivered.has(id))))
      const ids = new Set([...left].flatMap((request) => request.ids))
      try {
        while (left.size > 0) {
          const sent = [...left].slice(0, PARALLEL).map(async (request) => {
            await post(request, { name, timeoutMs, clock })
            left.delete(request)
          })
          const failed = (await Promise.allSettled(sent)).find((result) => result.status === 'rejected')
          if (failed) throw failed.reason
        }
      } catch (error) {
        // An event may stand in two requests: it is delivered with the second.
        for (const { ids: waiting } of left) for (const id of waiting) ids.delete(id)
        for (const id of ids) delivered.add(id)
        throw error
      }
      for (const { id } of events) delivered.delete(id)
    },
    close: async () => {},
  }
}

/** Cuts a list into pieces of at most `count`, whose JSON is at most about `bytes` long together. */
export function cut<T>(list: readonly T[], count: number, bytes: number): T[][] {
  const pieces: T[][] = []
  let left = 0
  for (const item of list) {
    const size = Buffer.byteLength(JSON.stringify(item))
    const piece = pieces.at(-1)
    if (!piece || piece.length === count || size > left) {
      pieces.push([item])
      left = bytes - size
    } else {
      piece.push(item)
      left -= size
    }
  }
  return pieces
}

/** Leaves out what is undefined. */
export function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
