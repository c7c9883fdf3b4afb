import type { InsightSource } from '../source/source.js'
import { favouriteSql } from './favourite.js'
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
  /** Hour of the day with most visits, and how they came to most of them; null where no visit is known. */
  readonly visitHour: number | null
  readonly visitChannel: string | null
}

/** Of whom no visit and no event is known. */
export const NO_COUNTS: Omit<PersonCounts, 'person'> = {
  sessions: 0,
  productViews: 0,
  searches: 0,
  carts: 0,
  firstSeen: null,
  lastSeen: null,
  ratings: 0,
  shares: 0,
  wishes: 0,
  recommend: null,
  consent: null,
  visitHour: null,
  visitChannel: null,
}

type Visits = Pick<
  PersonCounts,
  'person' | 'sessions' | 'productViews' | 'searches' | 'carts' | 'firstSeen' | 'lastSeen'
> & {
  readonly hourLow: number | null
  readonly hourHigh: number | null
  readonly channelLow: string | null
  readonly channelHigh: string | null
  readonly consentLow: number | null
  readonly consentHigh: number | null
}
type Told = Pick<PersonCounts, 'person' | 'ratings' | 'shares' | 'wishes' | 'recommend'>

const TOLD = ['rate', 'share', 'add_to_wishlist', 'survey_response']

/** Reads the counts of everybody who visited, by person. Empty where the source has neither visits nor events. */
export async function readPersonCounts(
  source: InsightSource,
  until: string,
  asked: Readonly<Record<string, number>>,
): Promise<Map<string, PersonCounts>> {
  const counts = new Map<string, PersonCounts>()
  if (!source.has('sessions') || !source.has('events')) return counts
  const sessions = await source.table('sessions')
  const events = await source.part('events', { mayRepeat: true })
  const visits = await source.ask<Visits>(visitsSql(sessions, events, until), asked)
  const told = new Map((await readTold(source, until, asked)).map((row) => [row.person, row]))
  // Most people come at one hour, by one channel and answer once: only of the others it is asked what they did most, or last.
  const pick = async <Value>(low: keyof Visits, high: keyof Visits, sql: string) => {
    const isMixed = visits.some((row) => row[low] !== row[high])
    const rows = isMixed ? await source.ask<{ person: string; favourite: Value }>(sql, asked) : []
    const mixed = new Map(rows.map(({ person, favourite }) => [person, favourite]))
    return (row: Visits) => (row[low] === row[high] ? (row[low] as Value | null) : (mixed.get(row.person) ?? null))
  }
  const mixed = (table: string, value: string) => `${until} AND person IN (SELECT person FROM ${table} AS m
    WHERE person IS NOT NULL ${until} GROUP BY person HAVING min(${value}) <> max(${value}))`
  const favourite = (column: string) => favouriteSql(sessions, column, '1', mixed(sessions, column))
  const hourOf = await pick<number>('hourLow', 'hourHigh', favourite('hour'))
  const channelOf = await pick<string>('channelLow', 'channelHigh', favourite('channel'))
  const consentOf = await pick<number>(
    'consentLow',
    'consentHigh',
    `SELECT person, ${source.dialect.last(CONSENT, 'ts', 'event_id')} AS favourite FROM ${events} AS e
     WHERE person IS NOT NULL ${mixed(events, CONSENT)} GROUP BY person`,
  )
  for (const row of visits) {
    const { person, sessions: visited, productViews, searches, carts, firstSeen, lastSeen } = row
    const said = told.get(person) ?? NO_COUNTS
    counts.set(person, {
      person,
      sessions: visited,
      productViews,
      searches,
      carts,
      firstSeen,
      lastSeen,
      ratings: said.ratings,
      shares: said.shares,
      wishes: said.wishes,
      recommend: said.recommend,
      consent: consentOf(row),
      visitHour: hourOf(row),
      visitChannel: channelOf(row),
    })
  }
  return counts
}

/** A row a person with a visit or an event. The lowest and the highest of a column are one where it never differs. */
function visitsSql(sessions: string, events: string, until: string): string {
  const folds = {
    sessions: { fold: 'coalesce(sum(x_sessions), 0)', visit: 'count(*)' },
    productViews: { fold: 'coalesce(sum(x_productViews), 0)', visit: 'sum(product_views)' },
    searches: { fold: 'coalesce(sum(x_searches), 0)', visit: 'sum(searches)' },
    carts: { fold: 'coalesce(sum(x_carts), 0)', visit: 'sum(carts)' },
    firstSeen: { fold: 'min(x_firstSeen)', visit: 'min(day)' },
    lastSeen: { fold: 'max(x_lastSeen)', visit: 'max(day)' },
    hourLow: { fold: 'min(x_hourLow)', visit: 'min(hour)' },
    hourHigh: { fold: 'max(x_hourHigh)', visit: 'max(hour)' },
    channelLow: { fold: 'min(x_channelLow)', visit: 'min(channel)' },
    channelHigh: { fold: 'max(x_channelHigh)', visit: 'max(channel)' },
    consentLow: { fold: 'min(x_consentLow)', event: `min(${CONSENT})` },
    consentHigh: { fold: 'max(x_consentHigh)', event: `max(${CONSENT})` },
  } satisfies Record<Exclude<keyof Visits, 'person'>, { fold: string; visit?: string; event?: string }>
  const part = (from: 'visit' | 'event', table: string) => {
    const columns = Object.entries(folds).map(
      ([name, how]) => `${(how as { visit?: string; event?: string })[from] ?? 'NULL'} AS x_${name}`,
    )
    return `SELECT person, ${columns.join(', ')} FROM ${table} AS t WHERE person IS NOT NULL ${until} GROUP BY person`
  }
  const shown = Object.entries(folds).map(([name, { fold }]) => `${fold} AS "${name}"`)
  return `SELECT person, ${shown.join(', ')} FROM (${part('visit', sessions)} UNION ALL ${part('event', events)}) AS both_parts
    GROUP BY person ORDER BY person`
}

/** What people said and shared: few events of many. */
async function readTold(
  source: InsightSource,
  until: string,
  asked: Readonly<Record<string, number>>,
): Promise<Told[]> {
  const nps = listed('nps', (await readQuestions(source)).nps)
  const count = (type: string) => `sum(CASE WHEN type = '${type}' THEN 1 ELSE 0 END)`
  const score = `CASE WHEN type = 'survey_response' AND question IN (${nps.sql}) THEN score END`
  return source.ask<Told>(
    `SELECT person, ${count('rate')} AS ratings, ${count('share')} AS shares, ${count('add_to_wishlist')} AS wishes,
       ${source.dialect.last(score, 'ts', 'event_id')} AS recommend
     FROM (SELECT DISTINCT person, type, question, score, ts, event_id
       FROM ${await source.part('events', { types: TOLD, mayRepeat: true })} AS e WHERE person IS NOT NULL ${until}) AS said GROUP BY person`,
    { ...asked, ...nps.values },
  )
}

/** What nobody answered says nothing. */
const CONSENT = `CASE WHEN consent_personalization = 'granted' THEN 1 WHEN consent_personalization = 'denied' THEN 0 END`
