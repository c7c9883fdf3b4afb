import type { Alarm } from '../../watch/watch-shop.js'
import { formatCount, formatPercent } from '../format.js'
import { type ActionContext, type ActionFinder, FOUR_WEEKS, moneySize } from './action.js'

const MEASURES: Readonly<Record<Alarm['measure'], string>> = {
  sessions: 'Visits',
  conversion: 'Visits with an order',
  cart_rate: 'Visits that add to the cart',
  orders: 'Orders',
  revenue: 'Revenue',
}
const DAY_MS = 86_400_000
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

/** What broke: the alarm that costs most, where to look first. The level of the alarms is stricter than that of actions. */
export const findAlarmed: ActionFinder<'watch'> = ({ alarms }, context) => {
  const down = alarms
    .filter(({ direction }) => direction === 'down')
    .map((alarm) => ({ alarm, lost: (lossOf(alarm, context) * FOUR_WEEKS) / alarm.span }))
    .sort((a, b) => b.lost - a.lost || a.alarm.p - b.alarm.p)
  const [worst] = down
  if (!worst) return []
  const { alarm, lost } = worst
  const [place] = alarm.where
  const from = place ? `, most of all ${place.by} ${place.name}` : ''
  const part = alarm.part ? ` of ${alarm.part.by} ${alarm.part.name}` : ''
  const more = down.length > 1 ? ` (and ${down.length - 1} more)` : ''
  const when = alarm.span === 1 ? 'on' : `in the ${alarm.span} days up to`
  return [
    {
      text: `${MEASURES[alarm.measure]}${part} fell ${when} ${DAY.format(alarm.day * DAY_MS)} to ${show(alarm, alarm.observed)}, where ${show(alarm, alarm.expected)} was to be expected${from}${more}: look there for a checkout or a tag that broke, or a campaign that ended.`,
      ...moneySize(lost, context.currency),
      confidence: 'sure',
      section: 'watch',
      how: `endcap insight watch --data ./data --days ${FOUR_WEEKS}`,
    },
  ]
}

function show({ measure }: Alarm, value: number): string {
  return measure === 'conversion' || measure === 'cart_rate' ? formatPercent(value) : formatCount(value)
}

/** Money that the days lack, about; 0 where nobody knows how many visits the part has. */
function lossOf({ measure, expected, observed, part, span }: Alarm, context: ActionContext): number {
  const off = expected - observed
  if (measure === 'revenue') return off
  if (measure === 'orders') return off * context.orderValue
  if (measure !== 'conversion') return 0
  const own = context.result('channels')?.channels.find(({ channel }) => channel === part?.name)?.sessions
  const perDay = part ? context.fourWeeks(own ?? 0) / FOUR_WEEKS : context.sessionsPerDay
  return off * perDay * span * context.orderValue
}
