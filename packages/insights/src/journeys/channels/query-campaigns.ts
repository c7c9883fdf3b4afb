import type { InsightSource } from '../../source/source.js'
import { RAW_ROWS } from '../paths/session-steps.js'

const DAY_MS = 86_400_000

/** Sessions that a tagged campaign brought on a day through a channel. */
export interface CampaignDay {
  readonly campaign: string
  readonly channel: string
  readonly day: number
  readonly sessions: number
  readonly sold: number
  readonly revenue: number
}

/** What the whole shop sold on a day through a channel. */
export interface ChannelDay {
  readonly day: number
  readonly channel: string
  readonly sessions: number
  readonly orders: number
  readonly revenue: number
}

/** What a message of the shop's pages did. */
export interface MessageCounts {
  readonly campaign: string
  readonly shown: number
  readonly accepted: number
  readonly dismissed: number
}

/** People of one arm of a message: those who saw it, or would have, and what they then bought. */
export interface HoldoutSums {
  readonly campaign: string
  readonly isHeldOut: boolean
  readonly people: number
  readonly buyers: number
  readonly value: number
  readonly squares: number
}

/** Days of campaigns that are in the address of a landing. */
export async function queryCampaignDays(source: InsightSource): Promise<CampaignDay[]> {
  return source.ask<CampaignDay>(
    `SELECT campaign, channel, day, count(*) AS sessions, sum(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS sold, sum(revenue) AS revenue
    FROM ${await source.table('sessions')} AS s WHERE campaign IS NOT NULL AND campaign <> ''
    GROUP BY campaign, channel, day ORDER BY campaign, channel, day`,
  )
}

/** Every day by channel, of the sessions that began then. */
export async function queryChannelDays(source: InsightSource): Promise<ChannelDay[]> {
  return source.ask<ChannelDay>(
    `SELECT day, channel, count(*) AS sessions, sum(orders) AS orders, sum(revenue) AS revenue
    FROM ${await source.table('sessions')} AS s GROUP BY day, channel ORDER BY day, channel`,
  )
}

/** Messages shown on pages, and what people did with them. */
export async function queryMessages(source: InsightSource): Promise<MessageCounts[]> {
  const count = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  return source.ask<MessageCounts>(
    `SELECT campaign, ${count(`type = 'offer_shown' AND NOT coalesce(holdout, false)`)} AS shown,
      ${count(`type = 'offer_accepted'`)} AS accepted, ${count(`type = 'dismiss'`)} AS dismissed
    FROM ${source.dialect.events(`campaign IS NOT NULL AND bot IS NULL AND ts >= $fromMs AND ts < $toMs`)} AS e
    WHERE campaign <> '' GROUP BY campaign ORDER BY campaign`,
  )
}

/**
 * What people bought in the days after they first saw a message, or would have. Who was in both arms is in neither, and who is not
 * watched for all the days is not counted.
 */
export async function queryHoldouts(source: InsightSource, windowDays: number): Promise<HoldoutSums[]> {
  const [sessions, orders] = [await source.table('sessions'), await source.table('orders')]
  const windowMs = windowDays * DAY_MS
  const rows = await source.ask<Omit<HoldoutSums, 'isHeldOut'> & { arm: number }>(
    `WITH shown AS (SELECT r.campaign AS campaign, t.person AS person, r.ts AS ts, r.is_held AS is_held
      FROM (SELECT campaign, session, ts, CASE WHEN holdout THEN 1 ELSE 0 END AS is_held FROM ${RAW_ROWS}
        AND type = 'offer_shown' AND campaign IS NOT NULL AND campaign <> '') AS r
      JOIN ${sessions} AS t ON r.session = t.session WHERE t.person IS NOT NULL),
    met AS (SELECT campaign, person, min(ts) AS met_at, min(is_held) AS least_arm, max(is_held) AS arm
      FROM shown GROUP BY campaign, person),
    ends AS (SELECT max(ended_at) AS end_at FROM ${sessions} AS t),
    arms AS (SELECT m.campaign AS campaign, m.person AS person, m.met_at AS met_at, m.arm AS arm FROM met AS m CROSS JOIN ends
      WHERE m.least_arm = m.arm AND m.met_at + ${windowMs} <= ends.end_at),
    bought AS (SELECT a.campaign AS campaign, a.person AS person, sum(o.value) AS spent, 1 AS has_bought
      FROM arms AS a JOIN ${orders} AS o ON a.person = o.person WHERE o.ts > a.met_at AND o.ts <= a.met_at + ${windowMs}
      GROUP BY a.campaign, a.person),
    people AS (SELECT a.campaign AS campaign, a.arm AS arm, coalesce(b.has_bought, 0) AS is_buyer,
        coalesce(b.spent, 0) AS spent
      FROM arms AS a LEFT JOIN bought AS b ON a.campaign = b.campaign AND a.person = b.person)
    SELECT campaign, arm, count(*) AS people, sum(is_buyer) AS buyers, sum(spent) AS value, sum(spent * spent) AS squares
    FROM people GROUP BY campaign, arm ORDER BY campaign, arm`,
  )
  return rows.map(({ arm, ...row }) => ({ ...row, isHeldOut: arm === 1 }))
}
