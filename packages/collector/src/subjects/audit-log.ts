import { dirname } from 'node:path'
import type { CollectorEnv } from '../env.js'

/** What was done, by whom it may be asked later. No entry holds an id, an address or a token. */
export interface AuditEntry {
  /** Ms since 1970. */
  readonly at: number
  readonly action: string
  readonly [fact: string]: unknown
}

/** A file of NDJSON that is only added to. */
export interface AuditLog {
  /** Durable once resolved. */
  add(action: string, facts: object): Promise<void>
  /** Oldest first; a line that a crash tore is left out. */
  read(): Promise<readonly AuditEntry[]>
}

/** Creates the audit log at `path`. */
export function createAuditLog(path: string, { clock, files }: Pick<CollectorEnv, 'clock' | 'files'>): AuditLog {
  let last: Promise<unknown> = Promise.resolve()

  async function append(line: string): Promise<void> {
    await files.makeFolder(dirname(path))
    const file = await files.open(path)
    try {
      await file.write(Buffer.from(line), await file.size())
      await file.sync()
    } finally {
      await file.close()
    }
  }

  return {
    add(action, facts) {
      const line = `\n${JSON.stringify({ at: clock.now(), action, ...facts })}\n`
      // One after another: two would write to one place.
      const added = last.then(() => append(line))
      last = added.catch(() => {})
      return added
    },
    async read() {
      const lines = ((await files.readText(path)) ?? '').split('\n')
      return lines.flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as AuditEntry]
        } catch {
          return []
        }
      })
    },
  }
}
