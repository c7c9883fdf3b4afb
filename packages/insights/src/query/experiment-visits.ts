import { CHANNEL_GROUPS } from '@endcap/core'
import type { Dialect } from './dialect.js'
import { type Column, FACT, type MeasureColumns } from './experiment-measures.js'
import { countedOrders, type OrderOptions } from './words.js'

export const DAY_MS = 86_400_000

/** What decides the rows. Parameters of the statements: `$experiment`, `$fromMs`, `$toMs`, `$reachMs`, `$placement`, `$currency`. */
export interface VisitOptions extends OrderOptions {
  readonly dialect: Dialect
  readonly measures: MeasureColumns
  /** Every list counts, since the holdout is of the whole shop. */
  readonly isHoldout: boolean
  /** Whether sessions and landings are read: they cost a look at every event. */
  readonly hasSegments: boolean
  readonly beforeMs: number
}

/**
 * `exposed`: a row a visitor who was exposed in the period, with the arm (two where `arm` is not `other_arm`), the very first
 * exposure, which may be before the period, and the first in it. Repeated events change none of it.
 */
export function exposedQuery({ jsonText }: Dialect): string {
  const inPeriod = (value: string) => `CASE WHEN ts >= $fromMs THEN ${value} END`
  return `exposures AS (
      SELECT visitor, ts, bot, ${jsonText('experiments', '$experiment')} AS shown FROM raw_events
      WHERE type = 'experiment_exposure' AND visitor IS NOT NULL AND ts < $toMs),
    exposed AS (
      SELECT visitor, min(ts) AS first_ts, min(${inPeriod('ts')}) AS since, max(ts) AS last_ts,
        min(${inPeriod('shown')}) AS arm, max(${inPeriod('shown')}) AS other_arm, count(bot) AS bots
      FROM exposures WHERE shown IS NOT NULL GROUP BY visitor HAVING max(ts) >= $fromMs),
    kept AS (SELECT visitor, row_number() OVER (ORDER BY visitor) AS number, arm AS variant, first_ts, since
      FROM exposed WHERE bots = 0 AND arm = other_arm)`
}

/**
 * A row a visitor, day (UTC) and day since the first exposure, where anything happened: `a…` after the exposure, `b…` before it.
 * `visitor` is a number, since numbers group faster than ids. All of before, and how the visitor came, stands in the visitor's first row, the one with `entered` 1.
 */
export function visitsQuery(options: VisitOptions): string {
  const { dialect, measures, beforeMs } = options
  const windows = [...new Set(measures.columns.flatMap(({ windowMs }) => windowMs ?? []))]
  const after = 'part = 2'
  const sums = measures.columns.flatMap((column, at) => {
    const { plan, windowMs } = column
    const within = windowMs === undefined ? '' : ` AND within${windows.indexOf(windowMs)} = 1`
    const b = beforeMs > 0 ? sumOf(column, plan.before ?? plan.kinds, 'part = 1') : '0e0'
    return [`${sumOf(column, plan.kinds, `${after}${within}`)} AS a${at}`, `${b} AS b${at}`]
  })
  const isAfter = 'f.ts >= k.since'
  const place = `CASE WHEN ${isAfter} THEN f.ts ELSE k.since END`
  const masks = windows
    .map((ms, at) => `, CASE WHEN f.ts < k.first_ts + ${ms} THEN 1 ELSE 0 END AS within${at}`)
    .join('')
  const keys = windows.map((_, at) => `, within${at}`).join('')
  // By kind first: rows are many and columns are many, but not both at once.
  return `WITH ${exposedQuery(dialect)}, facts AS (${factsQuery(options)}),
    placed AS (
      SELECT k.number AS visitor, k.variant AS variant, k.first_ts AS first_ts, k.since AS since,
        ${dialect.wholes(place, DAY_MS)} AS day, ${dialect.wholes(`${place} - k.first_ts`, DAY_MS)} AS age, f.kind AS kind,
        CASE WHEN ${isAfter} THEN 2 WHEN f.ts >= k.first_ts - ${beforeMs} THEN 1 ELSE 0 END AS part${masks},
        f.v AS v, f.k AS k
      FROM facts f JOIN kept k ON f.visitor = k.visitor
      WHERE f.ts >= k.since OR f.ts < k.first_ts),
    summed AS (
      SELECT visitor, variant, first_ts, since, day, age, kind, part${keys}, sum(v) AS total_v, sum(k) AS total_k,
        max(v) AS max_v, 1e0 * count(*) AS facts
      FROM placed GROUP BY visitor, variant, first_ts, since, day, age, kind, part${keys})
    SELECT visitor, variant, first_ts, since, day, age,
      ${count(`kind = ${FACT.exposure}`)} AS entered,
      ${count(`kind = ${FACT.session} AND part < 2`)} AS earlier,
      max(CASE WHEN kind = ${FACT.landing} AND part < 2 THEN max_v ELSE 0e0 END) AS landing,
      ${count(`kind = ${FACT.request} AND ${after}`)} AS lists,
      ${sum('total_v', `kind = ${FACT.card} AND ${after}`)} AS cards,
      ${sum('total_k', `kind = ${FACT.card} AND ${after}`)} AS clicks${sums.map((each) => `,\n      ${each}`).join('')}
    FROM summed GROUP BY visitor, variant, first_ts, since, day, age`
}

/** Facts of everybody; who is in an arm is asked once, for all of them. */
function factsQuery({ dialect, measures, isHoldout, hasSegments, unverifiedMs }: VisitOptions): string {
  const { columns, types } = measures
  const isRead = (kind: number) => columns.some(({ plan }) => plan.kinds.includes(kind))
  const inReach = 'visitor IS NOT NULL AND ts >= $reachMs AND ts < $toMs'
  const tagged = isHoldout ? '1 = 1' : 'experiment = $experiment'
  const lists = isHoldout ? '1 = 1' : '(experiment = $experiment OR placement = $placement)'
  const fact = (kind: number | string, v: string, k: string, rest: string, ts = 'ts') =>
    `SELECT visitor, ${ts} AS ts, ${kind} AS kind, ${v} AS v, ${k} AS k ${rest}`
  return [
    fact(FACT.exposure, '1e0', '0e0', 'FROM kept', 'since'),
    `SELECT visitor, min(ts) AS moment, CASE WHEN max(${flag(tagged)}) > 0 THEN ${FACT.request} ELSE ${FACT.otherRequest} END AS kind,
      1e0 AS v, max(${flag("type = 'select_item'")}) AS k
    FROM raw_events WHERE type IN ('view_item_list', 'select_item') AND request_id IS NOT NULL AND ${inReach} AND ${lists}
    GROUP BY visitor, request_id`,
    fact(
      FACT.card,
      `CASE WHEN type = 'view_item_list' THEN 1e0 * coalesce(items_count, 0) ELSE 0e0 END`,
      flag("type = 'select_item'"),
      `FROM ${dialect.events(`type IN ('view_item_list', 'select_item') AND ${tagged} AND ${inReach}`)} AS seen`,
    ),
    ...(isRead(FACT.cart)
      ? [
          fact(
            FACT.cart,
            '1e0',
            flag('request_id IS NULL'),
            `FROM raw_events WHERE type = 'add_to_cart' AND ${inReach}`,
          ),
        ]
      : []),
    ...(isRead(FACT.order) ? [ordersOf(dialect, inReach, unverifiedMs)] : []),
    ...(isRead(FACT.session) || hasSegments
      ? [
          `SELECT visitor, max(ts) AS moment, ${FACT.session} AS kind, 1e0 AS v, 0e0 AS k
          FROM raw_events WHERE visitor IS NOT NULL AND session IS NOT NULL AND ts < $toMs GROUP BY visitor, session`,
        ]
      : []),
    ...(hasSegments
      ? [
          fact(
            FACT.landing,
            channelPlace(),
            '0e0',
            `FROM raw_events WHERE type = 'page_view' AND channel IS NOT NULL AND visitor IS NOT NULL AND ts < $toMs`,
          ),
        ]
      : []),
    ...(isRead(FACT.page)
      ? [
          fact(
            FACT.page,
            `coalesce(${dialect.jsonNumber('data', 'cls')}, 0e0)`,
            `coalesce(${dialect.jsonNumber('data', 'errors')}, 0e0)`,
            `FROM ${dialect.events(`type = 'page_quality' AND ${inReach}`)} AS pages`,
          ),
        ]
      : []),
    ...types.map((type, at) =>
      fact(
        FACT.custom + at,
        `CASE WHEN $currency = '' OR currency IS NULL OR currency = $currency THEN coalesce(event_value, 0e0) ELSE 0e0 END`,
        '0e0',
        `FROM ${dialect.events(`type = '${type}' AND ${inReach}`)} AS own`,
      ),
    ),
  ].join('\n    UNION ALL ')
}

/** Each order that counts, with the pieces of the event that says what was bought. */
function ordersOf(dialect: Dialect, inReach: string, unverifiedMs: number | undefined): string {
  const isOurs = `($currency = '' OR o.currency = $currency)`
  const bought = `type = 'purchase' AND ts < $toMs`
  const pieces = dialect.items(`event_id IN (SELECT event_id FROM raw_events WHERE ${bought})`)
  return `SELECT o.visitor AS visitor, max(o.ts) AS moment,
      CASE WHEN max(${flag(isOurs)}) > 0 THEN ${FACT.order} ELSE ${FACT.foreignOrder} END AS kind,
      max(coalesce(o.net_value, 0e0)) AS v, sum(coalesce(p.pieces, 0e0)) AS k
    FROM (SELECT visitor, ts, currency, net_value, event_id, transaction_id FROM (${countedOrders(unverifiedMs)}) AS counted
      WHERE ${inReach}) AS o
    LEFT JOIN (SELECT event_id, sum(coalesce(quantity, 1e0)) AS pieces FROM ${pieces} AS bought GROUP BY event_id) AS p
      ON o.event_id = p.event_id
    GROUP BY o.visitor, o.transaction_id`
}

/** How many places a landing's number leaves for the channel. */
export const CHANNEL_PLACES = 64

/** The time and the channel in one number, of which the greatest is the latest: the place of the channel is the rest by `CHANNEL_PLACES`, 0 for none. */
function channelPlace(): string {
  const cases = CHANNEL_GROUPS.map((group, place) => `WHEN '${group}' THEN ${place + 1}`).join(' ')
  return `1e0 * (ts * ${CHANNEL_PLACES} + CASE channel ${cases} ELSE 0 END)`
}

function sumOf({ plan }: Column, kinds: readonly number[], condition: string): string {
  const value = plan.value === '1' ? 'facts' : `total_${plan.value}`
  const ofKind = kinds.length === 1 ? `kind = ${kinds[0]}` : `kind IN (${kinds.join(', ')})`
  return sum(value, `${ofKind} AND ${condition}`)
}

const sum = (value: string, condition: string) => `sum(CASE WHEN ${condition} THEN ${value} ELSE 0e0 END)`
const count = (condition: string) => sum('facts', condition)
const flag = (condition: string) => `CASE WHEN ${condition} THEN 1e0 ELSE 0e0 END`
