import type { InsightSource } from '../source/source.js'
import { listed, readQuestions } from './questions.js'

/** What a person did in the shop beside ordering. */
export interface PersonCounts {
  readonly person: string
  readonly sessions: number
  readonly productViews: number
  readonly searches: number
  readonly carts: number
  /** Whole days since 1970-01-01 of the first and last visit; null where none is known. */
  readonly firstSeen: number | null
  readonly lastSeen: number | null
  /** Products rated, things shared, wishes. */
  readonly ratings: number
  readonly shares: number
  readonly wishes: number
  /** The last answer to "how likely are you to recommend us", 0–10; null without one. */
  readonly recommend: number | null
  /** The last answer about personalisation: 1 granted, 0 denied; null where nobody asked. */
  readonly consent: number | null
}

/** Reads the counts of everybody who visited, by person. Empty where the source has neither visits nor events. */
export async function readPersonCounts(
  source: InsightSource,
  until: string,
  asked: Readonly<Record<string, number>>,
): Promise<Map<string, PersonCounts>> {
  const { dialect } = source
  const counts = new Map<string, PersonCounts>()
  if (!source.has('sessions') || !source.has('events')) return counts
  const visits = await source.ask<PersonCounts>(
    `SELECT person, count(*) AS sessions, sum(product_views) AS "productViews", sum(searches) AS searches, sum(carts) AS carts,
       min(day) AS "firstSeen", max(day) AS "lastSeen"
     FROM ${await source.table('sessions')} AS s WHERE person IS NOT NULL ${until} GROUP BY person`,
    asked,
  )
  const nps = listed('nps', (await readQuestions(source)).nps)
  const count = (type: string) => `sum(CASE WHEN type = '${type}' THEN 1 ELSE 0 END)`
  const told = await source.ask<PersonCounts>(
    `SELECT person, ${count('rate')} AS ratings, ${count('share')} AS shares, ${count('add_to_wishlist')} AS wishes,
       ${dialect.last(`CASE WHEN type = 'survey_response' AND question IN (${nps.sql}) THEN score END`, 'ts', 'event_id')} AS recommend,
       ${dialect.last(CONSENT, 'ts', 'event_id')} AS consent
     FROM ${await source.table('events')} AS e WHERE person IS NOT NULL ${until} GROUP BY person`,
    { ...asked, ...nps.values },
  )
  const empty = { sessions: 0, productViews: 0, searches: 0, carts: 0, firstSeen: null, lastSeen: null }
  for (const row of told) counts.set(row.person, { ...empty, ...row })
  const silent = { ratings: 0, shares: 0, wishes: 0, recommend: null, consent: null }
  for (const row of visits) counts.set(row.person, { ...silent, ...counts.get(row.person), ...row })
  return counts
}

/** What nobody answered says nothing. */
const CONSENT = `CASE WHEN consent_personalization = 'granted' THEN 1 WHEN consent_personalization = 'denied' THEN 0 END`
