import type { ServerResponse } from 'node:http'
import type { Clock, StoredEvent } from '@endcap/core'

/** Sends accepted events to whoever watches, as server-sent events. */
export interface LiveHub {
  /** Takes over a response whose headers are still to be sent. */
  join(response: ServerResponse): void
  publish(events: readonly StoredEvent[]): void
  watchers(): number
  close(): void
}

/** Bounds of the live view. */
export interface LiveHubOptions {
  readonly clock: Clock
  /** A watcher with more unsent bytes than this is dropped: it may come back, the collector may not swell. */
  readonly bufferBytes: number
  readonly watchersCount: number
}

/** Proxies close a connection on which nothing is heard for a minute. */
const HEARTBEAT_MS = 15_000

/** Creates the hub. Costs nothing while nobody watches. */
export function createLiveHub({ clock, bufferBytes, watchersCount }: LiveHubOptions): LiveHub {
  const watchers = new Set<ServerResponse>()
  let cancelBeat: (() => void) | undefined

  function send(text: string): void {
    for (const watcher of watchers) {
      if (watcher.writableLength > bufferBytes) watcher.destroy()
      else watcher.write(text)
    }
  }

  function beat(): void {
    send(': still here\n\n')
    cancelBeat = watchers.size > 0 ? clock.after(HEARTBEAT_MS, beat) : undefined
  }

  return {
    join(response) {
      for (const oldest of watchers) {
        if (watchers.size < watchersCount) break
        watchers.delete(oldest)
        oldest.destroy()
      }
      watchers.add(response)
      response.once('close', () => watchers.delete(response))
      response.on('error', () => watchers.delete(response))
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
      response.write(': welcome\n\n')
      cancelBeat ??= clock.after(HEARTBEAT_MS, beat)
    },
    publish(events) {
      if (watchers.size === 0 || events.length === 0) return
      send(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
    },
    watchers: () => watchers.size,
    close() {
      cancelBeat?.()
      for (const watcher of watchers) watcher.end()
      watchers.clear()
    },
  }
}
