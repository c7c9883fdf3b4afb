import type { InsightSource } from '../source/source.js'
import { lastTouch, type Shown, touchesOf } from './read-shown.js'

/** What people said of a strategy's lists. */
export interface StrategyFeedback {
  readonly strategy: string
  /** Products that were dismissed from its lists: "not interested". */
  readonly dismissed: number
  readonly dismissed_per_list: number
  /** Ratings of products that were clicked in its lists, within sixty days, and their mean. */
  readonly ratings: number
  readonly rating: number | undefined
  /** Scores from 0 to 10 of people within a week of a click in its lists, and 9–10 less 0–6, from −1 to 1. */
  readonly scores: number
  readonly nps: number | undefined
}

const DAY_MS = 24 * 60 * 60 * 1000
const RATING_MS = 60 * DAY_MS
const SURVEY_MS = 7 * DAY_MS

/** Gathers feedback by the strategy that it is credited to: that of the list, of the last click on the product, or of the last click. */
export async function readFeedback(source: InsightSource, shown: readonly Shown[]): Promise<StrategyFeedback[]> {
  const eventsOf = (type: string) => source.part('events', { types: [type] })
  const strategies = new Map<string, { lists: Set<string>; dismissed: number; ratings: number[]; scores: number[] }>()
  const of = (strategy: string | null) => {
    const name = strategy ?? '(none)'
    let own = strategies.get(name)
    if (!own) strategies.set(name, (own = { lists: new Set(), dismissed: 0, ratings: [], scores: [] }))
    return own
  }
  const byRequest = new Map<string, string | null>()
  const clicks = new Map<string, Shown[]>()
  for (const row of shown) {
    of(row.strategy).lists.add(row.requestId)
    byRequest.set(row.requestId, row.strategy)
    if (!row.clicked || row.person === null) continue
    clicks.set(row.person, [...(clicks.get(row.person) ?? []), row])
  }
  const dismissals = await source.ask<{ request: string; times: number }>(
    `SELECT request_id AS request, count(*) AS times FROM ${await eventsOf('dismiss')} AS e WHERE campaign IS NULL
     AND request_id IS NOT NULL GROUP BY request_id`,
  )
  for (const { request, times } of dismissals) {
    if (byRequest.has(request)) of(byRequest.get(request) ?? null).dismissed += times
  }
  const touches = touchesOf(shown)
  const { dialect } = source
  const ratings = await source.ask<{ person: string; item: string; ts: number; rating: number | null }>(
    `SELECT e.person AS person, i.item AS item, e.ts AS ts, r.rating AS rating FROM ${await eventsOf('rate')} AS e
     JOIN ${await source.part('items', { types: ['rate'] })} AS i ON e.event_id = i.event_id
     JOIN (SELECT event_id, ${dialect.jsonNumber('data', 'rating')} AS rating FROM ${dialect.events(`type = 'rate'`)} AS x) AS r
       ON e.event_id = r.event_id
     WHERE e.person IS NOT NULL ORDER BY e.ts, i.item`,
  )
  for (const { person, item, ts, rating } of ratings) {
    const touch = rating === null ? undefined : lastTouch(touches, person, item, ts, RATING_MS)
    if (touch && rating !== null) of(touch.strategy).ratings.push(rating)
  }
  const answers = await source.ask<{ person: string; ts: number; score: number }>(
    `SELECT person, ts, score FROM ${await eventsOf('survey_response')} AS e
     WHERE score IS NOT NULL AND person IS NOT NULL ORDER BY ts, event_id`,
  )
  for (const { person, ts, score } of answers) {
    const last = clicks
      .get(person)
      ?.filter(({ clickedAt }) => clickedAt !== null && clickedAt <= ts && ts - clickedAt <= SURVEY_MS)
      .sort((a, b) => (a.clickedAt ?? 0) - (b.clickedAt ?? 0))
      .at(-1)
    if (last) of(last.strategy).scores.push(score)
  }
  return [...strategies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([strategy, { lists, dismissed, ratings: given, scores }]) => ({
      strategy,
      dismissed,
      dismissed_per_list: dismissed / lists.size,
      ratings: given.length,
      rating: mean(given),
      scores: scores.length,
      nps: mean(scores.map((score) => (score >= 9 ? 1 : score <= 6 ? -1 : 0))),
    }))
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
