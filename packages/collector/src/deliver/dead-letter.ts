import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StoredEvent } from '@endcap/core'
import type { CollectorEnv } from '../env.js'
import { type Files, nodeFiles } from '../files.js'

/** An event that a sink refused for ever, as a line of its file keeps it. */
export interface DeadLetter {
  readonly sink: string
  readonly reason: string
  /** Ms since 1970, when it was set aside. */
  readonly at: number
  readonly event: StoredEvent
}

/** Where a sink's undeliverable events are set aside, one JSON line each: a {@link DeadLetter}. */
export interface DeadLetters {
  /** Durable once resolved. A crash right after may set the same event aside twice. */
  add(events: readonly StoredEvent[], reason: string): Promise<void>
  /**
   * Gives all of them to `deliver`, and forgets them once it resolved; what it sets aside meanwhile stays. A crash in between
   * leaves them for the next replay.
   */
  replay(deliver: (events: readonly StoredEvent[]) => Promise<void>): Promise<number>
  list(): Promise<readonly DeadLetter[]>
  /** Erases those whose event matches, and lines that a crash tore. Gives how many letters. Durable once resolved. */
  erase(matches: (event: StoredEvent) => boolean): Promise<number>
}

/** Creates the dead letters of a sink in the file `path`. */
export function createDeadLetters(sink: string, path: string, env: Pick<CollectorEnv, 'clock' | 'files'>): DeadLetters {
  const { clock, files } = env
  const taken = `${path}${TAKEN}`

  /** Moves the file out of the way of `add`, unless an earlier replay was cut short. */
  async function take(): Promise<readonly DeadLetter[]> {
    if ((await files.readText(taken)) === undefined) {
      await rename(path, taken).catch((error) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
    return parse(await files.readText(taken))
  }

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
    async replay(deliver) {
      const letters = await take()
      if (letters.length > 0) await deliver(letters.map(({ event }) => event))
      await files.remove(taken)
      return letters.length
    },
    async list() {
      return (await Promise.all([taken, path].map(async (file) => parse(await files.readText(file))))).flat()
    },
    async erase(matches) {
      let count = 0
      for (const file of [taken, path]) {
        const letters = parse(await files.readText(file))
        const kept = letters.filter(({ event }) => !matches(event))
        if (kept.length === letters.length) continue
        count += letters.length - kept.length
        if (kept.length === 0) await files.remove(file)
        else await files.replaceText(file, kept.map((letter) => `${JSON.stringify(letter)}\n`).join(''))
      }
      return count
    },
  }
}

const TAKEN = '.replaying'

/** The dead letters of every sink of a data folder, by sink; also of a folder that no process serves. */
export async function readDeadLetters(dataDir: string, files: Files = nodeFiles): Promise<Map<string, DeadLetter[]>> {
  const folder = join(dataDir, 'dead-letters')
  const found = await files.list(folder).catch((error) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const letters = new Map<string, DeadLetter[]>()
  for (const { name } of found) {
    const sink = /^(.+)\.ndjson(?:\.replaying)?$/.exec(name)?.[1]
    if (sink === undefined) continue
    letters.set(sink, [...(letters.get(sink) ?? []), ...parse(await files.readText(join(folder, name)))])
  }
  return letters
}

/** The whole lines of a file; a crash may have torn the last. */
function parse(text = ''): DeadLetter[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as DeadLetter]
    } catch {
      return []
    }
  })
}
