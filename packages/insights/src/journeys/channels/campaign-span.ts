import type { SeriesDay } from './interrupted.js'
import type { CampaignDay, ChannelDay } from './query-campaigns.js'

/** When a campaign ran, and through what. */
export interface CampaignSpan {
  readonly fromDay: number
  readonly toDay: number
  /** Channels with at least a twentieth of its sessions. */
  readonly channels: readonly string[]
}

/** Days with less than this share of a campaign's best day are stragglers: somebody kept the link. */
const STRAGGLERS = 0.1
const LEAST_CHANNEL = 0.05
/** With more of the shop's sessions through the campaign's channels the rest is too little to be a control. */
const MOST_COVERED = 0.8

/** When a campaign ran: from the first to the last day that brought more than stragglers. Undefined without a session. */
export function spanOf(days: readonly CampaignDay[]): CampaignSpan | undefined {
  const byDay = sumBy(days, ({ day }) => day)
  const byChannel = sumBy(days, ({ channel }) => channel)
  const best = Math.max(0, ...byDay.values())
  const kept = Array.from(byDay).flatMap(([day, sessions]) => (sessions >= best * STRAGGLERS ? [day] : []))
  if (best === 0) return undefined
  const all = Array.from(byChannel.values()).reduce((sum, sessions) => sum + sessions, 0)
  return {
    fromDay: Math.min(...kept),
    toDay: Math.max(...kept),
    channels: Array.from(byChannel).flatMap(([channel, sessions]) =>
      sessions >= all * LEAST_CHANNEL ? [channel] : [],
    ),
  }
}

/**
 * The shop's days as a series of what was sold through some channels, with what was sold through the others as its control. Of all
 * channels, or of most, without a control. Days without a session are 0.
 */
export function seriesOf(
  days: readonly ChannelDay[],
  measure: 'orders' | 'revenue',
  channels: readonly string[] | undefined,
): SeriesDay[] {
  const own = new Set(channels)
  const isOwn = ({ channel }: ChannelDay) => channels === undefined || own.has(channel)
  const covered = days.filter(isOwn).reduce((sum, { sessions }) => sum + sessions, 0)
  const all = days.reduce((sum, { sessions }) => sum + sessions, 0)
  const hasControl = channels !== undefined && covered < all * MOST_COVERED
  const sold = new Map<number, { value: number; control: number }>()
  for (const day of days) {
    const sum = sold.get(day.day) ?? { value: 0, control: 0 }
    if (isOwn(day)) sum.value += day[measure]
    else sum.control += day[measure]
    sold.set(day.day, sum)
  }
  const [first, last] = [Math.min(...sold.keys()), Math.max(...sold.keys())]
  return Array.from({ length: sold.size === 0 ? 0 : last - first + 1 }, (_, at) => {
    const { value, control } = sold.get(first + at) ?? { value: 0, control: 0 }
    return { day: first + at, value, ...(hasControl && { control }) }
  })
}

function sumBy<Key>(days: readonly CampaignDay[], key: (day: CampaignDay) => Key): Map<Key, number> {
  const sums = new Map<Key, number>()
  for (const day of days) sums.set(key(day), (sums.get(key(day)) ?? 0) + day.sessions)
  return sums
}
