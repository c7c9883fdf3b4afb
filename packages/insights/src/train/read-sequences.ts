import { EndcapError } from '@endcap/core'
import { createCollector } from './collector.js'
import type { Interactions } from './interactions.js'
import type { BadRow, ReadReport } from './read.js'
import { readText } from './read-items.js'

/** Lines that can be split have an item to fit on, one to tune on and one to test on. */
const LEAST_ITEMS = 3
const MOST_PROBLEMS = 20

/** A file of lines, split leave-one-out. Both parts number items and users alike. */
export interface SplitSequences {
  /** Every line but its last two items. */
  readonly train: Interactions
  /** Every line whole: all but the last item is what is known when the last one is asked for. */
  readonly test: Interactions
  readonly report: ReadReport
}

/**
 * Reads `user item item …` lines, items in the order of time (the files of S3-Rec), and splits them: the last item of
 * each line is for the test, the one before for validation, the rest is train (Kang and McAuley 2018). Items that only
 * occur in the held-out part are numbered after those of train. Lines of fewer than three items are train only.
 * Throws `file-unreadable` and `input-empty`.
 */
export async function readSequences(path: string, onRows?: (count: number) => void): Promise<SplitSequences> {
  const lines = (await readText(path)).split('\n')
  const users: { user: string; items: string[] }[] = []
  const problems: BadRow[] = []
  let [rows, badRows] = [0, 0]
  lines.forEach((line, index) => {
    const [user, ...items] = line.trim().split(/\s+/)
    if (!user) return
    if (items.length > 0) users.push({ user, items })
    else if (badRows++ < MOST_PROBLEMS) {
      problems.push({ line: index + 1, code: 'field-missing', detail: 'no item after the user' })
    }
    rows += items.length
  })
  if (rows === 0) throw new EndcapError('input-empty', `${path} has no line of a user and items`)
  onRows?.(rows)
  const collect = (ids: readonly string[], cut: (items: readonly string[]) => readonly string[]): Interactions => {
    const collector = createCollector(ids)
    for (const { user, items } of users) {
      for (const item of cut(items)) collector.add({ session: user, item, visitor: user })
    }
    return collector.finish({ timeUnit: 'order', kind: 'sessions' })
  }
  const train = collect([], (items) => (items.length < LEAST_ITEMS ? items : items.slice(0, -2)))
  const test = collect(train.ids, (items) => (items.length < LEAST_ITEMS ? [] : items))
  return { train, test, report: { rows, badRows, problems, ignored: 0 } }
}
