import { join } from 'node:path'
import { EndcapError } from '@endcap/core'
import { type CurrentManifest, parseCurrent } from './manifest.js'
import { replaceFile } from './replace-file.js'
import type { StoreFs } from './store-fs.js'
import { draftName } from './version-folders.js'

/** Which version is in use: a numbered log, and `current.json`, the copy of its last entry that pages load. */
export interface CurrentLog {
  /** `current.json` as it stands; undefined when it is missing or not one. */
  written(): Promise<CurrentManifest | undefined>
  /** The last entry of the log. */
  last(): Promise<CurrentManifest | undefined>
  /**
   * Adds what `next` makes of the last entry; undefined when `next` gives nothing. Of two that try at once one goes first,
   * and the other is asked again with that entry before it.
   */
  advance(next: (last: CurrentManifest | undefined) => Entry | undefined): Promise<CurrentManifest | undefined>
  /** Makes `current.json` what the log says. */
  settle(): Promise<void>
}

type Entry = Omit<CurrentManifest, 'generation'>

const LOG = '.log'
const ENTRY = /^(\d{8})\.json$/
const MOST_TRIES = 1000

/**
 * The log of `folder`. An entry is a hard link to a finished file, which two processes cannot both make: no lock is taken
 * that a crash could leave behind. Entries are not removed; they tell which version was in use when.
 */
export function createCurrentLog(folder: string, fs: StoreFs): CurrentLog {
  const at = (...parts: string[]): string => join(folder, ...parts)
  const toText = (entry: CurrentManifest): string => `${JSON.stringify(entry, null, 2)}\n`

  async function written(): Promise<CurrentManifest | undefined> {
    return (await fs.kind(at('current.json'))) === 'file' ? parseCurrent(await fs.read(at('current.json'))) : undefined
  }

  /** A damaged entry still counts. */
  async function read(): Promise<{ readonly generation: number; readonly last: CurrentManifest | undefined }> {
    const numbers = (await fs.list(at(LOG))).flatMap((name) => ENTRY.exec(name)?.[1] ?? []).sort()
    const number = numbers.at(-1)
    const last = number === undefined ? undefined : parseCurrent(await fs.read(at(LOG, `${number}.json`)))
    return { generation: Number(number ?? 0), last: last ?? (await written()) }
  }

  async function settle(): Promise<void> {
    // Who is overtaken between reading and renaming sees it, and does it again.
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { last } = await read()
      const now = await written()
      if (!last || (now?.generation === last.generation && now.version === last.version)) return
      await replaceFile(at('current.json'), toText(last), fs)
    }
  }

  return {
    written,
    last: async () => (await read()).last,
    settle,
    async advance(next) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const { generation, last } = await read()
        const wanted = next(last)
        if (!wanted) return undefined
        const entry: CurrentManifest = { ...wanted, generation: generation + 1 }
        const draft = at(draftName())
        await fs.write(draft, Buffer.from(toText(entry)))
        await fs.mkdir(at(LOG))
        const isOurs = await fs.link(draft, at(LOG, `${String(entry.generation).padStart(8, '0')}.json`))
        await fs.remove(draft)
        if (!isOurs) continue
        await fs.syncFolder(at(LOG))
        await settle()
        return entry
      }
      throw new EndcapError('storage-failed', `${folder}: others change it all the time`)
    },
  }
}
