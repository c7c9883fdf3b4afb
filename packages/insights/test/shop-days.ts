/** A synthetic shop day by day, counted straight from its events: many shops in little time. */
import type { SyntheticShop } from '@endcap/testkit'
import type { WatchedSeries } from '../src/watch/find-alarms.js'

const DAY_MS = 86_400_000
const COUNTS = ['sessions', 'ordered', 'carted', 'orders', 'revenue'] as const
type Counts = Record<(typeof COUNTS)[number], number[]>

/** The series that are watched: the shop's five and the conversion of each channel. */
export function seriesOf(
  { events, truth }: SyntheticShop,
  days: number,
  startMs = Date.UTC(2025, 0, 6),
): WatchedSeries[] {
  const none = () => Object.fromEntries(COUNTS.map((name) => [name, new Array<number>(days).fill(0)])) as Counts
  const all = none()
  const channels = new Map<string, Counts>()
  const visits = new Map<string, { day: number; channel: string; carted: boolean; ordered: boolean }>()
  const seen = new Set<string>()
  for (const { bot, source, session, channel, ts, type, order, id } of events()) {
    const day = Math.floor((ts - startMs) / DAY_MS)
    if (bot || source || !session || day >= days) continue
    if (channel && !visits.has(session)) {
      visits.set(session, { day, channel: channel.group, carted: false, ordered: false })
    }
    const visit = visits.get(session)
    if (!visit) continue
    if (type === 'add_to_cart') visit.carted = true
    if (type !== 'purchase' || !order || seen.has(id)) continue
    seen.add(id)
    visit.ordered = true
    all.orders[day]! += 1
    all.revenue[day]! += order.value * (truth.rates[order.currency] ?? 1)
  }
  for (const { day, channel, carted, ordered } of visits.values()) {
    let own = channels.get(channel)
    if (!own) channels.set(channel, (own = none()))
    for (const into of [all, own]) {
      into.sessions[day]! += 1
      if (carted) into.carted[day]! += 1
      if (ordered) into.ordered[day]! += 1
    }
  }
  return [
    { measure: 'sessions', values: all.sessions },
    { measure: 'conversion', values: all.ordered, of: all.sessions },
    { measure: 'cart_rate', values: all.carted, of: all.sessions },
    { measure: 'orders', values: all.orders },
    { measure: 'revenue', values: all.revenue },
    ...[...channels].map(([name, { ordered, sessions }]): WatchedSeries => {
      return { measure: 'conversion', values: ordered, of: sessions, part: { by: 'channel', name } }
    }),
  ]
}
