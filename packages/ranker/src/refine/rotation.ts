import { DAY_MS } from '../profile/decay.js'
import type { RecommendQuery } from '../ranker.js'
import { shuffled } from './chance.js'
import { type Draft, type Step, tell } from './step.js'

/** Two products are nearly of one score when the lower has this part of the higher. */
export const NEAR_RATIO = 0.95

/** What seeds chance: this visitor, this day (UTC) and this placement; undefined where nothing may be left to it. */
export function seedOf({
  visitor,
  now,
  placement,
}: Pick<RecommendQuery, 'visitor' | 'now' | 'placement'>): string | undefined {
  return visitor && placement && `${placement.id} ${Math.floor(now / DAY_MS)} ${visitor}`
}

/**
 * Cuts the list to its count; products of nearly the same worth share their places by the day's lot, those just below the cut
 * too. A group begins with its best, so it cannot drift. Of the products that the list holds, each of a group is as likely at
 * each of the group's places: that is the propensity which `explore` logs.
 */
export const byRotation: Step = (drafts, { query, start, variety: { rotate } }) => {
  const seed = rotate ? seedOf(query) : undefined
  if (!seed) return drafts.slice(0, query.count)
  const answer: Draft[] = []
  for (let at = 0; at < query.count && at < drafts.length; ) {
    const least = drafts[at]!.value * NEAR_RATIO
    let end = at + 1
    while (end < drafts.length && drafts[at]!.value > 0 && drafts[end]!.value >= least) end++
    const group = drafts.slice(at, end)
    const places = Math.min(end, query.count) - at
    const part = { step: 'rotation', from: start + at, to: start + at + places - 1 } as const
    if (group.length === 1) answer.push(group[0]!)
    else
      for (const draft of shuffled(group, seed).slice(0, places)) {
        tell(draft, () => part)
        answer.push(draft)
      }
    at = end
  }
  return answer
}
