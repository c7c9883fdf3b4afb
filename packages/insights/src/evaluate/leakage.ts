import { EndcapError } from '@endcap/core'
import type { Interactions } from '../train/interactions.js'

/** What a reader of the numbers must know, in full sentences; warnings are what may make them wrong. */
export interface Remarks {
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Looks for test in train (research/ranker.md 6): the same sessions in both parts, visits that begin before train ends,
 * items that train does not have. Throws `value-invalid` when both parts hold the same rows. That counts, idf and
 * vocabulary come from train only needs no check: methods are made from train, and test is not there yet.
 */
export function checkLeakage(train: Interactions, test: Interactions): Remarks {
  if (isSame(train, test)) {
    throw new EndcapError('value-invalid', 'train and test hold the same rows; the test must be later than train')
  }
  const notes = [spanOf('train', train), spanOf('test', test)]
  const warnings: string[] = []
  const sessions = test.starts.length - 1
  const known = new Set(train.sessionIds)
  const shared = test.sessionIds?.filter((id) => known.has(id)).length ?? 0
  if (shared > 0) {
    warnings.push(
      `${shared} of ${sessions} test sessions have an id that also occurs in train: a session that spans the cut leaks what comes next.`,
    )
  }
  if (train.timeUnit === 'ms' && test.timeUnit === 'ms') {
    const trainEnd = train.ts.reduce((latest, ts) => Math.max(latest, ts), Number.NEGATIVE_INFINITY)
    let early = 0
    for (let session = 0; session < sessions; session++) {
      if (test.starts[session]! < test.starts[session + 1]! && test.ts[test.starts[session]!]! < trainEnd) early++
    }
    if (early > 0) {
      warnings.push(
        `${early} of ${sessions} test sessions begin before train ends (${new Date(trainEnd).toISOString()}): the model may have seen their time.`,
      )
    }
  } else notes.push('Only the order of the sessions is known: whether test is later than train was not checked.')
  const unseen = test.ids.length - train.ids.length
  if (unseen > 0) notes.push(`${unseen} items of test never occur in train; nothing can answer them.`)
  return { notes, warnings }
}

/** The same rows in the same order; ids that only test has make a difference. */
function isSame(train: Interactions, test: Interactions): boolean {
  return (
    train.items.length === test.items.length &&
    train.starts.length === test.starts.length &&
    test.items.every((item, row) => item === train.items[row] && test.ts[row] === train.ts[row])
  )
}

function spanOf(name: string, { timeUnit, ts, starts, items }: Interactions): string {
  const size = `${(starts.length - 1).toLocaleString('en')} sessions, ${items.length.toLocaleString('en')} rows`
  if (timeUnit === 'order' || ts.length === 0) return `${name}: ${size}.`
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const from = ts.reduce((first, value) => Math.min(first, value), Number.POSITIVE_INFINITY)
  const to = ts.reduce((last, value) => Math.max(last, value), Number.NEGATIVE_INFINITY)
  return `${name}: ${size}, ${day(from)} to ${day(to)}.`
}
