import { dirname } from 'node:path'
import type { Files } from '../files.js'
import type { Subject } from './subject.js'

/** Erasures that were begun, by place: what a crash or a sink that is down leaves undone is done later. Holds ids, until then. */
export interface Outstanding {
  of(place: string): readonly Subject[]
  /** Durable once resolved. */
  add(places: readonly string[], subject: Subject): Promise<void>
  done(place: string, subject: Subject): Promise<void>
}

/** Opens the list in the file `path`; without an entry there is no file. */
export async function openOutstanding(path: string, files: Files): Promise<Outstanding> {
  let entries = JSON.parse((await files.readText(path)) ?? '[]') as readonly { place: string; subject: Subject }[]
  let last: Promise<unknown> = Promise.resolve()

  function keep(change: () => typeof entries): Promise<void> {
    const kept = last.then(async () => {
      const next = change()
      await files.makeFolder(dirname(path))
      if (next.length > 0) await files.replaceText(path, JSON.stringify(next))
      else await files.remove(path)
      entries = next
    })
    last = kept.catch(() => {})
    return kept
  }

  return {
    of: (place) => entries.filter((entry) => entry.place === place).map(({ subject }) => subject),
    add: (places, subject) => keep(() => [...entries, ...places.map((place) => ({ place, subject }))]),
    done(place, subject) {
      const text = JSON.stringify(subject)
      return keep(() => entries.filter((entry) => entry.place !== place || JSON.stringify(entry.subject) !== text))
    },
  }
}
