import type { InsightSource } from '../source/source.js'
import { favouriteSql } from './favourite.js'
import { listed, readQuestions } from './questions.js'

/** What a person did in the shop beside ordering. */
export interface PersonCounts {
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
export const NO_COUNTS: PersonCounts = {
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

/** A person's visits. Hour, channel and consent are the lowest; where they vary, the bit of it in `varies` is set. */
type Visits = Pick<PersonCounts, 'sessions' | 'productViews' | 'searches' | 'carts' | 'firstSeen' | 'lastSeen'> & {
  readonly person: string
  readonly hour: number | null
  readonly channel: string | null
  readonly consent: number | null
  readonly varies: number
}
const VARIES = { hour: 1, channel: 2, consent: 4 } as const
interface Chosen<Value> {
  readonly person: string
  readonly favourite: Value
}
type Told = Pick<PersonCounts, 'ratings' | 'shares' | 'wishes' | 'recommend'> & { readonly person: string }

const TOLD = ['rate', 'share', 'add_to_wishlist', 'survey_response']

/** Of sessions, what is asked of them here and by whoever else tells people apart. */
export const VISIT_COLUMNS = ['person', 'started_at', 'day', 'hour', 'channel', 'product_views', 'searches', 'carts']

/** Everybody who visited. */
export interface Visitors {
  /** Each once. */
  readonly names: readonly string[]
  /** By place in `names`. Put together when it is asked for: half a million people would else be kept twice. */
  at(place: number): PersonCounts
}

/** Reads the counts of everybody who visited, from what stands after FROM. Nobody where the source has no visits or no events: an empty text. */
export async function readPersonCounts(
  source: InsightSource,
  { sessions, events }: { readonly sessions: string; readonly events: string },
  until: string,
  asked: Readonly<Record<string, number>>,
): Promise<Visitors> {
  if (!sessions || !events) return { names: [], at: () => NO_COUNTS }
  const ask = <Row>(sql: string) => source.ask<Row>(sql, asked)
  const mixed = (table: string, value: string) => `${until} AND person IN (SELECT person FROM ${table} AS m
    WHERE person IS NOT NULL ${until} GROUP BY person HAVING min(${value}) <> max(${value}))`
  const favourite = <Value>(column: string) =>
    ask<Chosen<Value>>(favouriteSql(sessions, column, '1', mixed(sessions, column)))
  // Most people come at one hour, by one channel and answer once: only of the others it is asked what they did most, or last. Asked
  // together, since the database finds the next rows while those before are read.
  const [visits, said, hours, channels] = await Promise.all([
    ask<Visits>(visitsSql(sessions, events, until)),
    readTold(source, until, asked),
    favourite<number>('hour'),
    favourite<string>('channel'),
  ])
  const consents = visits.some(({ varies }) => (varies & VARIES.consent) !== 0)
    ? await ask<Chosen<number>>(
        `SELECT person, ${source.dialect.last(CONSENT, 'ts', 'event_id')} AS favourite FROM ${events} AS e
         WHERE person IS NOT NULL ${mixed(events, CONSENT)} GROUP BY person`,
      )
    : []
  const pick = <Column extends keyof typeof VARIES>(column: Column, rows: readonly Chosen<Visits[Column]>[]) => {
    const chosen = new Map(rows.map(({ person, favourite }) => [person, favourite]))
    return (row: Visits) => ((row.varies & VARIES[column]) !== 0 ? (chosen.get(row.person) ?? null) : row[column])
  }
  const [hourOf, channelOf, consentOf] = [pick('hour', hours), pick('channel', channels), pick('consent', consents)]
  const told = new Map(said.map((row) => [row.person, row]))
  return {
    names: visits.map(({ person }) => person),
    at(place) {
      const row = visits[place]
      if (!row) return NO_COUNTS
      const said = told.get(row.person) ?? NO_COUNTS
      return {
        sessions: row.sessions,
        productViews: row.productViews,
        searches: row.searches,
        carts: row.carts,
        firstSeen: row.firstSeen,
        lastSeen: row.lastSeen,
        ratings: said.ratings,
        shares: said.shares,
        wishes: said.wishes,
        recommend: said.recommend,
        consent: consentOf(row),
        visitHour: hourOf(row),
        visitChannel: channelOf(row),
      }
    },
  }
}

/** A row a person with a visit or an event. Counts are fractions: whole numbers of 64 bits take several times as long to read. */
function visitsSql(sessions: string, events: string, until: string): string {
  const ofVisits = {
    visits: 'count(*)',
    views: 'sum(product_views)',
    sought: 'sum(searches)',
    added: 'sum(carts)',
    first_day: 'min(day)',
    last_day: 'max(day)',
    low_hour: 'min(hour)',
    high_hour: 'max(hour)',
    low_channel: 'min(channel)',
    high_channel: 'max(channel)',
  }
  const ofEvents = { low_consent: `min(${CONSENT})`, high_consent: `max(${CONSENT})` }
  const part = (table: string, own: Readonly<Record<string, string>>) => {
    const names = Object.keys({ ...ofVisits, ...ofEvents })
    const columns = names.map((name) => `${own[name] ?? 'NULL'} AS ${name}`)
    return `SELECT person, ${columns.join(', ')} FROM ${table} AS t WHERE person IS NOT NULL ${until} GROUP BY person`
  }
  const count = (column: string) => `1e0 * coalesce(sum(${column}), 0)`
  const varies = (name: keyof typeof VARIES) =>
    `CASE WHEN min(low_${name}) < max(high_${name}) THEN ${VARIES[name]} ELSE 0 END`
  return `SELECT person, ${count('visits')} AS sessions, ${count('views')} AS "productViews", ${count('sought')} AS searches,
      ${count('added')} AS carts, 1e0 * min(first_day) AS "firstSeen", 1e0 * max(last_day) AS "lastSeen",
      1e0 * min(low_hour) AS hour, min(low_channel) AS channel, min(low_consent) AS consent,
      ${varies('hour')} + ${varies('channel')} + ${varies('consent')} AS varies
    FROM (${part(sessions, ofVisits)} UNION ALL ${part(events, ofEvents)}) AS both_parts GROUP BY person ORDER BY person`
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
