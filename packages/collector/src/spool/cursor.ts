import { dirname } from 'node:path'
import type { Files } from '../files.js'

/** The place up to which a sink has the spool's events, kept in a file of its own. */
export interface CursorFile {
  /** Sequence of the first record still to deliver; undefined when this spool was never read. */
  read(spool: string): Promise<number | undefined>
  /** Durable once resolved. */
  write(spool: string, cursor: number): Promise<void>
}

/** Creates the cursor file at `path`, for a sink that cannot keep the cursor beside its rows. */
export function createCursorFile(path: string, files: Files): CursorFile {
  return {
    async read(spool) {
      const text = await files.readText(path)
      const kept = text === undefined ? undefined : (JSON.parse(text) as { spool: string; cursor: number })
      return kept?.spool === spool ? kept.cursor : undefined
    },
    async write(spool, cursor) {
      await files.makeFolder(dirname(path))
      await files.replaceText(path, JSON.stringify({ spool, cursor }))
    },
  }
}
