import { CHANNEL_GROUPS, DEVICE_CLASSES } from '@endcap/core'
import type { Dialect } from './dialect.js'
import { FACT, type MeasureColumns } from './experiment-measures.js'
import { countedOrders, type OrderOptions } from './words.js'

export const DAY_MS = 86_400_000

/** What decides the rows. Parameters of the statements: `$experiment`, `$fromMs`, `$toMs`, `$reachMs`, `$placement`, `$currency`. */
export interface VisitOptions extends OrderOptions {
  readonly dialect: Dialect
  readonly measures: MeasureColumns
  /** The rows of {@link exposedQuery}: what stands after FROM. */
  readonly exposed: string
  /** Every list counts, since the holdout is of the whole shop. */
  readonly isHoldout: boolean
  /** Whether sessions and landings are read: they cost a look at every event. */
  readonly hasSegments: boolean
  readonly beforeMs: number
}

/**
 * A row a visitor who was exposed in the period, with the arm (two where `arm` is not `other_arm`), the very first exposure, which may
 * be before the period, and the first in it. Repeated events change none of it. `who` is the key of the visitor's id; `own_device` is a
 * place in `DEVICE_CLASSES` from 1, of several one, 0 for none.
 */
export function exposedQuery({ jsonText, key }: Dialect): string {
  const inPeriod = (value: string) => `CASE WHEN ts >= $fromMs THEN ${value} END`
  return `SELECT ${key('visitor')} AS who, min(ts) AS first_ts, min(${inPeriod('ts')}) AS since, max(ts) AS last_ts,
      min(${inPeriod('shown')}) AS arm, max(${inPeriod('shown')}) AS other_arm, count(bot) AS bots,
      max(${inPeriod(devicePlace())}) AS own_device
    FROM (SELECT visitor, ts, bot, device, ${jsonText('experiments', '$experiment')} AS shown FROM raw_events
      WHERE type = 'experiment_exposure' AND visitor IS NOT NULL AND ts < $toMs) AS exposures
    WHERE shown IS NOT NULL GROUP BY who HAVING max(ts) >= $fromMs`
}

/** A visitor, a day and a day since the exposure in one number, since one number groups faster than three: 15 bits for each of the days. */
const DAY_STEP = 2 ** 15
const VISITOR_STEP = DAY_STEP * DAY_STEP

/**
 * Facts of some kinds, as a query for `who, moment, kind, v, k, n`: `who` is the key of a visitor's id, since numbers group and join
 * faster than ids, and `n` is what a kind counts beside.
 */
interface FactSource {
  readonly kinds: readonly number[]
  readonly sql: string
}

/**
 * A row a visitor, day (UTC) and day since the first exposure, where anything happened: `a…` after the exposure, `b…` before it.
 * `visitor` is a number of its own. All of before, and how the visitor came, stands in the visitor's first row, the one with `entered` 1.
 */
export function visitsQuery(options: VisitOptions): string {
  const { dialect, measures, exposed, hasSegments } = options
  const windows = [...new Set(measures.columns.flatMap(({ windowMs }) => windowMs ?? []))]
  const names = columnsOf(options, windows, []).map(({ name }) => name)
  const folds = Object.fromEntries(names.map((name) => [name, name === 'landing' ? 'max' : 'sum'] as const))
  const entered = names.map((name) => `${name === 'entered' ? '1e0' : '0e0'} AS ${name}`)
  const parts = [
    { sql: `SELECT ${cellOf(dialect, 'k.since')} AS cell, ${entered.join(', ')} FROM kept k`, own: ['entered'] },
    ...sourcesOf(options).map((source) => ({
      sql: cellsQuery(source, options, windows),
      own: columnsOf(options, windows, source.kinds).flatMap(({ name, isTold }) => (isTold ? [name] : [])),
    })),
  ]
  const { wholes } = dialect
  const number = wholes('cell', VISITOR_STEP)
  const days = wholes('cell', DAY_STEP)
  // Each kind of facts by itself first: rows are many and columns are many, but not both at once.
  return `WITH kept AS (SELECT who, CAST(row_number() OVER (ORDER BY who) AS BIGINT) AS number, arm AS variant, first_ts, since, own_device
      FROM ${exposed} AS exposed WHERE bots = 0 AND arm = other_arm),
    summed AS (SELECT * FROM ${dialect.united(parts, folds)} AS cells)
    SELECT k.number AS visitor, k.variant AS variant, k.first_ts AS first_ts, k.since AS since,${hasSegments ? ' k.own_device AS device,' : ''}
      ${days} - ${number} * ${DAY_STEP} AS day, cell - ${days} * ${DAY_STEP} AS age,
      ${names.join(', ')}
    FROM summed JOIN kept k ON ${number} = k.number`
}

/** The visitor, the day and the day since the exposure of a moment in one number. */
function cellOf({ wholes }: Dialect, moment: string): string {
  return `k.number * ${VISITOR_STEP} + ${wholes(moment, DAY_MS)} * ${DAY_STEP} + ${wholes(`${moment} - k.first_ts`, DAY_MS)}`
}

/** Facts of one source by cell, in the columns of all; those of other sources are 0. */
function cellsQuery(source: FactSource, options: VisitOptions, windows: readonly number[]): string {
  const { dialect, beforeMs } = options
  const isAfter = 'f.moment >= k.since'
  const place = `CASE WHEN ${isAfter} THEN f.moment ELSE k.since END`
  const masks = windows
    .map((ms, at) => `, CASE WHEN f.moment < k.first_ts + ${ms} THEN 1 ELSE 0 END AS within${at}`)
    .join('')
  const columns = columnsOf(options, windows, source.kinds)
  return `SELECT cell, ${columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')}
      FROM (SELECT ${cellOf(dialect, place)} AS cell,
          CASE WHEN ${isAfter} THEN 2 WHEN f.moment >= k.first_ts - ${beforeMs} THEN 1 ELSE 0 END AS part${masks},
          f.kind AS kind, f.v AS v, f.k AS k, f.n AS n
        FROM (${source.sql}) AS f JOIN kept k ON f.who = k.who
        WHERE f.moment >= k.since OR f.moment < k.first_ts) AS placed
      GROUP BY cell`
}

/** The columns of a cell, as sums over the facts of a source that has these kinds. */
function columnsOf(
  { measures, beforeMs }: VisitOptions,
  windows: readonly number[],
  own: readonly number[],
): { readonly name: string; readonly sql: string; readonly isTold: boolean }[] {
  const of = (name: string, kinds: readonly number[], condition: string, value: string, fold = 'sum') => {
    const told = kinds.filter((kind) => own.includes(kind))
    const isKind = told.length === own.length ? '' : ` AND kind IN (${told.join(', ')})`
    const sql = told.length ? `${fold}(CASE WHEN ${condition}${isKind} THEN ${value} ELSE 0e0 END)` : '0e0'
    return { name, sql, isTold: told.length > 0 }
  }
  const after = 'part = 2'
  return [
    // Told by those who were exposed, and by no facts.
    of('entered', [], after, '1e0'),
    of('earlier', [FACT.session], 'part < 2', '1e0'),
    of('landing', [FACT.landing], 'part < 2', 'v', 'max'),
    of('lists', [FACT.request], after, '1e0'),
    of('cards', [FACT.request], after, 'v'),
    of('clicks', [FACT.request], after, 'n'),
    ...measures.columns.flatMap(({ plan, windowMs }, at) => {
      const within = windowMs === undefined ? '' : ` AND within${windows.indexOf(windowMs)} = 1`
      const value = plan.value === '1' ? '1e0' : plan.value
      const before = beforeMs > 0 ? (plan.before ?? plan.kinds) : []
      return [of(`a${at}`, plan.kinds, `${after}${within}`, value), of(`b${at}`, before, 'part = 1', value)]
    }),
  ]
}

/** Facts of everybody; who is in an arm is asked once, for all of them. */
function sourcesOf({ dialect, measures, isHoldout, hasSegments, unverifiedMs }: VisitOptions): FactSource[] {
  const { columns, types } = measures
  const isRead = (kind: number) => columns.some(({ plan }) => plan.kinds.includes(kind))
  const inReach = 'visitor IS NOT NULL AND ts >= $reachMs AND ts < $toMs'
  const tagged = isHoldout ? '1 = 1' : 'experiment = $experiment'
  const lists = isHoldout ? '1 = 1' : '(experiment = $experiment OR placement = $placement)'
  const who = dialect.key('visitor')
  const source = (kind: number, v: string, k: string, from: string): FactSource => ({
    kinds: [kind],
    sql: `SELECT ${who} AS who, ts AS moment, ${kind} AS kind, ${v} AS v, ${k} AS k, 0e0 AS n FROM ${from}`,
  })
  const only = (condition: boolean, make: () => FactSource) => (condition ? [make()] : [])
  return [
    listsOf(dialect, tagged, `${inReach} AND ${lists}`),
    ...only(isRead(FACT.cart), () =>
      source(FACT.cart, '1e0', flag('request_id IS NULL'), `raw_events WHERE type = 'add_to_cart' AND ${inReach}`),
    ),
    ...only(isRead(FACT.order), () => ordersOf(dialect, inReach, unverifiedMs)),
    ...only(isRead(FACT.session) || hasSegments, () => ({
      kinds: [FACT.session],
      sql: `SELECT ${who} AS who, max(ts) AS moment, ${FACT.session} AS kind, 1e0 AS v, 0e0 AS k, 0e0 AS n
        FROM raw_events WHERE visitor IS NOT NULL AND session IS NOT NULL AND ts < $toMs GROUP BY who, ${dialect.key('session')}`,
    })),
    ...only(hasSegments, () =>
      source(
        FACT.landing,
        channelPlace(),
        '0e0',
        `raw_events WHERE type = 'page_view' AND channel IS NOT NULL AND visitor IS NOT NULL AND ts < $toMs`,
      ),
    ),
    ...only(isRead(FACT.page), () => pagesOf(dialect, inReach)),
    ...types.map((type, at) =>
      source(
        FACT.custom + at,
        `CASE WHEN $currency = '' OR currency IS NULL OR currency = $currency THEN coalesce(event_value, 0e0) ELSE 0e0 END`,
        '0e0',
        `${dialect.events(`type = '${type}' AND ${inReach}`)} AS own`,
      ),
    ),
  ]
}

/** Each list that was seen, once: `v` cards seen, `k` whether it was clicked, `n` how often. An event that came twice counts once. */
function listsOf({ key }: Dialect, tagged: string, condition: string): FactSource {
  const isClick = whether("type = 'select_item'")
  return {
    kinds: [FACT.request, FACT.otherRequest],
    sql: `SELECT who, min(told_at) AS moment, CASE WHEN max(is_own) > 0 THEN ${FACT.request} ELSE ${FACT.otherRequest} END AS kind,
        sum(1e0 * cards) AS v, 1e0 * max(click) AS k, sum(1e0 * click) AS n
      FROM (SELECT ${key('visitor')} AS who, ${key('request_id')} AS request, min(ts) AS told_at, max(${whether(tagged)}) AS is_own,
          max(${isClick}) AS click, max(CASE WHEN type = 'view_item_list' THEN coalesce(items_count, 0) ELSE 0 END) AS cards
        FROM raw_events WHERE type IN ('view_item_list', 'select_item') AND request_id IS NOT NULL AND ${condition}
        GROUP BY who, request, ${key('event_id')}) AS told
      GROUP BY who, request`,
  }
}

/** Each page that told of its quality. Not every browser measures layout shifts, and a page of one that does not is none without shifts. */
function pagesOf({ jsonNumber, events, key }: Dialect, inReach: string): FactSource {
  const cls = jsonNumber('data', 'cls')
  return {
    kinds: [FACT.page],
    sql: `SELECT ${key('visitor')} AS who, ts AS moment, ${FACT.page} AS kind, coalesce(${cls}, 0e0) AS v,
        coalesce(${jsonNumber('data', 'errors')}, 0e0) AS k, ${flag(`${cls} IS NOT NULL`)} AS n
      FROM ${events(`type = 'page_quality' AND ${inReach}`)} AS pages`,
  }
}

/** Each order that counts, with the pieces of the event that says what was bought. A line that came twice counts once. */
function ordersOf({ key }: Dialect, inReach: string, unverifiedMs: number | undefined): FactSource {
  const isOurs = `($currency = '' OR o.currency = $currency)`
  const sql = `SELECT ${key('o.visitor')} AS who, max(o.ts) AS moment,
      CASE WHEN max(${flag(isOurs)}) > 0 THEN ${FACT.order} ELSE ${FACT.foreignOrder} END AS kind,
      max(coalesce(o.net_value, 0e0)) AS v, sum(coalesce(p.pieces, 0e0)) AS k, 0e0 AS n
    FROM (SELECT visitor, ts, currency, net_value, event_id, transaction_id FROM (${countedOrders(unverifiedMs)}) AS counted
      WHERE ${inReach}) AS o
    LEFT JOIN (SELECT event_id, sum(pieces) AS pieces
      FROM (SELECT event_id, line, max(coalesce(quantity, 1e0)) AS pieces FROM raw_event_items
        WHERE event_id IN (SELECT event_id FROM raw_events WHERE type = 'purchase' AND ts < $toMs) GROUP BY event_id, line) AS lines
      GROUP BY event_id) AS p
      ON o.event_id = p.event_id
    GROUP BY who, o.transaction_id`
  return { kinds: [FACT.order, FACT.foreignOrder], sql }
}

/** How many places a landing's number leaves for the channel. */
export const CHANNEL_PLACES = 64

/** A number groups faster than a text. */
function devicePlace(): string {
  const cases = DEVICE_CLASSES.map((device, place) => `WHEN '${device}' THEN ${place + 1}`).join(' ')
  return `CASE device ${cases} ELSE 0 END`
}

/** The time and the channel in one number, of which the greatest is the latest: the place of the channel is the rest by `CHANNEL_PLACES`, 0 for none. */
function channelPlace(): string {
  const cases = CHANNEL_GROUPS.map((group, place) => `WHEN '${group}' THEN ${place + 1}`).join(' ')
  return `1e0 * (ts * ${CHANNEL_PLACES} + CASE channel ${cases} ELSE 0 END)`
}

const flag = (condition: string) => `CASE WHEN ${condition} THEN 1e0 ELSE 0e0 END`
/** As a whole number, of which the greatest is found in less time. */
const whether = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`
