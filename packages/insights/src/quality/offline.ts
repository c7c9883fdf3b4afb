import { EndcapError } from '@endcap/core'
import { evaluate } from '../evaluate/evaluate.js'
import type { InsightSource } from '../source/source.js'
import { readSessions } from '../train/read.js'
import type { ItemTraits } from '../train/read-items.js'

/** Figures of a replay of the last days; names as of `endcap evaluate`, all at `k`. */
export interface OfflineQuality {
  readonly k: number
  readonly test_days: number
  readonly train_sessions: number
  readonly test_sessions: number
  readonly predictions: number
  readonly hr: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly mrr: number
  readonly ndcg: number
  readonly map: number
  readonly coverage: number
  readonly gini: number
  readonly intra_list_diversity: number | undefined
  readonly novelty: number
  readonly calibration: number | undefined
  /** 95 %, of the bootstrap over sessions. */
  readonly intervals: Readonly<Record<string, readonly [low: number, high: number]>>
  /** The same of popularity alone: what has to be beaten. */
  readonly popular: { readonly hr: number; readonly mrr: number; readonly ndcg: number }
}

const DAY_MS = 24 * 60 * 60 * 1000
const DRAWS = 200

/**
 * Fits the model on what people looked at before the last days, and replays those. The last days are not seen by the fit. Throws
 * `input-empty` where one of both has no visit with two products.
 */
export async function measureOffline(source: InsightSource, testDays: number, k: number): Promise<OfflineQuality> {
  const views = { types: ['view_item'] }
  const rows = await source.ask<{ session_id: string; item_id: string; timestamp: number; day: number }>(
    `SELECT e.session AS session_id, i.item AS item_id, e.ts AS timestamp, e.day AS day
     FROM ${await source.part('events', views)} AS e JOIN ${await source.part('items', views)} AS i ON e.event_id = i.event_id
     WHERE e.session IS NOT NULL ORDER BY e.ts, e.event_id, i.line`,
  )
  const last = rows.at(-1)?.timestamp ?? 0
  const cut = last - testDays * DAY_MS
  // Whole visits: one that began before the cut belongs before it.
  const began = new Map<string, number>()
  for (const { session_id, timestamp } of rows) if (!began.has(session_id)) began.set(session_id, timestamp)
  const part = (isTest: boolean) =>
    rows.filter(({ session_id }) => (began.get(session_id) as number) > cut === isTest).map(({ day: _, ...row }) => row)
  const [before, after] = [part(false), part(true)]
  if (before.length === 0 || after.length === 0) {
    throw new EndcapError(
      'input-empty',
      `no visits before and after the last ${testDays} days: nothing to fit, or nothing to replay`,
    )
  }
  const traits = await readTraits(source, await source.part('items', { mayRepeat: true }))
  const settings = { kind: 'sessions' } as const
  const train = await readSessions(before, settings)
  const test = await readSessions(after, settings, undefined, train.interactions.ids)
  const result = evaluate(train.interactions, test.interactions, {
    k,
    traits,
    draws: DRAWS,
    baselines: [{ name: 'pop' }],
  })
  const popular = Object.values(result.baselines)[0]
  return {
    k,
    test_days: testDays,
    train_sessions: result.train.sessions,
    test_sessions: result.test.sessions,
    predictions: result.predictions,
    hr: result.hr,
    precision: result.precision,
    recall: result.recall,
    f1: result.f1,
    mrr: result.mrr,
    ndcg: result.ndcg,
    map: result.map,
    coverage: result.coverage,
    gini: result.gini,
    intra_list_diversity: result.intra_list_diversity,
    novelty: result.novelty,
    calibration: result.calibration,
    intervals: result.intervals,
    popular: { hr: popular?.hr ?? 0, mrr: popular?.mrr ?? 0, ndcg: popular?.ndcg ?? 0 },
  }
}

async function readTraits(source: InsightSource, items: string): Promise<Map<string, ItemTraits>> {
  const rows = await source.ask<{ item: string; category: string | null; brand: string | null; price: number | null }>(
    `SELECT item, max(category) AS category, max(brand) AS brand, max(price) AS price FROM ${items} AS i GROUP BY item ORDER BY item`,
  )
  return new Map(
    rows.map(({ item, category, brand, price }) => [
      item,
      {
        attributes: [],
        ...(category !== null && { categories: [category] }),
        ...(brand !== null && { brand }),
        ...(price !== null && { price }),
      },
    ]),
  )
}
