import { dirname } from 'node:path'
import type { StoredEvent } from '@endcap/core'
import type { CollectorEnv } from '../env.js'

/** Where a sink's undeliverable events are set aside, one JSON line each: `{ sink, reason, at, event }`. */
export interface DeadLetters {
  /** Durable once resolved. A crash right after may set the same event aside twice. */
  add(events: readonly StoredEvent[], reason: string): Promise<void>
}

/** Creates the dead letters of a sink in the file `path`. */
export function createDeadLetters(sink: string, path: string, env: Pick<CollectorEnv, 'clock' | 'files'>): DeadLetters {
  const { clock, files } = env
  return {
    async add(events, reason) {
      await files.makeFolder(dirname(path))
      const lines = events.map((event) => `${JSON.stringify({ sink, reason, at: clock.now(), event })}\n`)
      const file = await files.open(path)
      try {
        await file.write(Buffer.from(lines.join('')), await file.size())
        await file.sync()
      } finally {
        await file.close()
      }
    },
  }
}
