import { join } from 'node:path'
import type { StoredEvent } from '@endcap/core'
import { type Files, nodeFiles, type OpenFile } from '../files.js'
import type { Sink } from '../sink.js'
import { needlesOf } from '../spool/erase.js'
import { isOf, pairsOf, type Subject } from '../subjects/subject.js'
import { groupByDay } from './group-by-day.js'

/** Where the files go and when a new one begins. */
export interface NdjsonSinkOptions {
  /** @default 'ndjson' */
  readonly name?: string
  readonly folder: string
  /** A new file begins with each UTC day of receipt, and past this size. @default 268435456 */
  readonly fileBytes?: number
  readonly files?: Files
}

/** The file in use, its sound length and the cursor: replaced in one step after each write. */
interface State {
  readonly spool: string
  readonly cursor: number
  readonly file: string
  readonly bytes: number
}

/**
 * Creates the NDJSON sink: one event a line in `events-<day>-<number>.ndjson`. Each event once: what a crash left
 * behind the recorded length is cut off before writing goes on.
 */
export function createNdjsonSink(options: NdjsonSinkOptions): Sink {
  const { name = 'ndjson', folder, fileBytes = 2 ** 28, files = nodeFiles } = options
  const statePath = join(folder, 'cursor.json')
  let state: State | undefined
  let open: { name: string; file: OpenFile } | undefined

  async function use(fileName: string): Promise<OpenFile> {
    if (open?.name === fileName) return open.file
    await open?.file.close()
    open = undefined
    open = { name: fileName, file: await files.open(join(folder, fileName)) }
    await files.syncFolder(folder)
    return open.file
  }

  /** Cuts off what the state knows nothing of: the end of its file, and files begun later. */
  async function mend(kept: State): Promise<void> {
    for (const { name: found } of await files.list(folder)) {
      if (FILE_NAME.test(found) && found > kept.file) await files.remove(join(folder, found))
    }
    if (kept.file) await (await use(kept.file)).truncate(kept.bytes)
  }

  /** Gives `visit` the lines of every file, one file at a time. */
  async function eachFile(visit: (path: string, lines: readonly string[]) => Promise<void> | void) {
    for (const { name: found } of await files.list(folder)) {
      if (!FILE_NAME.test(found)) continue
      const path = join(folder, found)
      const lines = ((await files.readText(path)) ?? '').split('\n')
      await visit(
        path,
        lines.filter((line) => line !== ''),
      )
    }
  }

  /** The events in which an id of the subject stands, wherever, by their lines: no others are parsed. */
  async function mentioning({ visitors, customers }: Subject): Promise<Map<string, StoredEvent>> {
    const found = new Map<string, StoredEvent>()
    const needles = needlesOf([...visitors, ...customers])
    await eachFile((_, lines) => {
      for (const line of lines) if (needles.some((needle) => line.includes(needle))) found.set(line, JSON.parse(line))
    })
    return found
  }

  /** Lets the next write begin a file of its own, so that no other's length matters any more. */
  async function turnOver(): Promise<void> {
    if (!state?.file) return
    const next = { ...state, file: nextName(state.file, dayOf(state.file)), bytes: 0 }
    await files.replaceText(statePath, JSON.stringify(next))
    state = next
    await open?.file.close()
    open = undefined
  }

  return {
    name,
    keepsCursor: true,
    subjects: {
      pairs: async (subject) => pairsOf((await mentioning(subject)).values(), subject),
      export: async (subject) => [...(await mentioning(subject)).values()].filter(isOf(subject)),
      async erase(subject) {
        const isTheirs = isOf(subject)
        const theirs = new Map([...(await mentioning(subject))].filter(([, event]) => isTheirs(event)))
        if (theirs.size === 0) return 0
        await turnOver()
        await eachFile(async (path, lines) => {
          const kept = lines.filter((line) => !theirs.has(line))
          if (kept.length < lines.length) await files.replaceText(path, kept.map((line) => `${line}\n`).join(''))
        })
        return theirs.size
      },
    },
    async open(spool) {
      await files.makeFolder(folder)
      const text = await files.readText(statePath)
      const kept = text === undefined ? undefined : (JSON.parse(text) as State)
      if (kept?.spool === spool) {
        await mend((state = kept))
        return kept.cursor
      }
      // Files of another spool stay as they are; ours begin behind them.
      const last = (await files.list(folder)).findLast(({ name: found }) => FILE_NAME.test(found))?.name
      const file = last === undefined ? '' : nextName(last, dayOf(last))
      state = { spool, cursor: 0, file, bytes: 0 }
      // Before the first event: a crash behind it must find out what to cut.
      await files.replaceText(statePath, JSON.stringify(state))
      return undefined
    },
    async write(events, cursor) {
      if (!state) throw new Error('the sink is not open')
      let { file, bytes } = state
      try {
        for (const [day, group] of groupByDay(events)) {
          if (bytes >= fileBytes || dayOf(file) < day) {
            file = nextName(file, day)
            bytes = 0
          }
          const to = await use(file)
          const lines = Buffer.from(group.map((event) => `${JSON.stringify(event)}\n`).join(''))
          await to.write(lines, bytes)
          await to.sync()
          bytes += lines.length
        }
        const next = { spool: state.spool, cursor, file, bytes }
        await files.replaceText(statePath, JSON.stringify(next))
        state = next
      } catch (error) {
        // The next try may split its events otherwise; it must find the files as the state describes them.
        await mend(state).catch(() => {})
        throw error
      }
    },
    async close() {
      await open?.file.close()
      open = undefined
      state = undefined
    },
  }
}

const FILE_NAME = /^events-\d{4}-\d\d-\d\d-\d{6}\.ndjson$/
const DAY_LENGTH = 'YYYY-MM-DD'.length
const DAY_AT = 'events-'.length

function dayOf(fileName: string): string {
  return fileName.slice(DAY_AT, DAY_AT + DAY_LENGTH)
}

/** Names never go back: a clock that was set back writes on into the newest file's day. */
function nextName(fileName: string, day: string): string {
  const isSameDay = dayOf(fileName) >= day
  const number = isSameDay ? Number(fileName.slice(DAY_AT + DAY_LENGTH + 1, -'.ndjson'.length)) + 1 : 1
  return `events-${isSameDay ? dayOf(fileName) : day}-${String(number).padStart(6, '0')}.ndjson`
}
