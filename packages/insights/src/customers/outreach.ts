import type { InsightSource } from '../source/source.js'
import { VISIT_COLUMNS } from './person-counts.js'

/** How somebody is reached outside the shop. */
export interface Outreach {
  /** `email`, `sms` or `push`, by which they answer most; `none` for who unsubscribed from all; null where nothing tells. */
  readonly reach: string | null
  /** Messages sent to them in the last so many days. */
  sentWithin(days: number): number
}

interface MessageRow {
  readonly person: string
  readonly channel: string | null
  readonly sent: number
  readonly answered: number
  readonly stopped: number
  readonly week: number
  readonly fortnight: number
  readonly month: number
}

const DAY_MS = 86_400_000
/** Channels by which a shop can write by itself. */
const OUTBOUND = ['email', 'sms', 'push'] as const
const NOBODY: Outreach = { reach: null, sentWithin: () => 0 }

/** By which of `email`, `sms` and `push` people come to the shop most, before a day where one is given. */
export async function readReach(source: InsightSource, day?: number): Promise<ReadonlyMap<string, Outreach>> {
  if (!source.has('sessions')) return new Map()
  const rows = await source.ask<{ person: string; channel: string; visits: number }>(
    `SELECT person, channel, count(*) AS visits FROM ${await source.table('sessions', VISIT_COLUMNS)} AS s
     WHERE person IS NOT NULL AND channel IN (${OUTBOUND.map((name) => `'${name}'`).join(', ')})
       ${day === undefined ? '' : 'AND day < $day'}
     GROUP BY person, channel ORDER BY person, visits, channel`,
    day === undefined ? {} : { day },
  )
  const by = new Map(OUTBOUND.map((reach): [string, Outreach] => [reach, { reach, sentWithin: () => 0 }]))
  return new Map(rows.map(({ person, channel }) => [person, by.get(channel) ?? NOBODY]))
}

/** Reads which messages were sent and answered before a day; where none are told, it is as they come to the shop. */
export async function readOutreach(
  source: InsightSource,
  day: number,
  reached: ReadonlyMap<string, Outreach>,
): Promise<(person: string) => Outreach> {
  if (!source.has('messages')) return (person) => reached.get(person) ?? NOBODY
  const found = new Map(reached)
  const within = (days: number) => `sum(CASE WHEN sent_at >= $nowMs - ${days * DAY_MS} THEN 1 ELSE 0 END)`
  const rows = await source.ask<MessageRow>(
    `SELECT person, channel, count(*) AS sent, count(coalesce(clicked_at, opened_at)) AS answered, count(unsubscribed_at) AS stopped,
       ${within(7)} AS week, ${within(14)} AS fortnight, ${within(28)} AS month
     FROM ${await source.table('messages')} AS m WHERE sent_at < $nowMs GROUP BY person, channel ORDER BY person, channel`,
    { nowMs: day * DAY_MS },
  )
  const byPerson = new Map<string, MessageRow[]>()
  for (const row of rows) byPerson.set(row.person, [...(byPerson.get(row.person) ?? []), row])
  for (const [person, own] of byPerson) {
    const open = own.filter(({ stopped }) => stopped === 0)
    const [best] = [...open].sort((a, b) => b.answered / b.sent - a.answered / a.sent || b.answered - a.answered)
    const sum = (of: (row: MessageRow) => number) => own.reduce((total, row) => total + of(row), 0)
    found.set(person, {
      reach: open.length === 0 ? 'none' : (best?.channel ?? found.get(person)?.reach ?? null),
      sentWithin: (days) =>
        sum(days <= 7 ? ({ week }) => week : days <= 14 ? ({ fortnight }) => fortnight : ({ month }) => month),
    })
  }
  return (person) => found.get(person) ?? NOBODY
}
