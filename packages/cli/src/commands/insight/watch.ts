import type { Alarm, LikelyPlace } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { openWebhook, WEBHOOK } from '../../server/send-webhook.js'
import { parseDay, showDay } from './day.js'
import { askInsight, COLUMNS, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight watch`: what is not like the weeks before. */
export const watch = defineCommand({
  name: 'insight watch',
  summary:
    'Say what is unusual in visits, conversion, orders, revenue, campaigns and stock, and where; mostly nothing is',
  usage: 'insight watch (--data DIR | --clickhouse URL | --transactions FILE) [--days N] [--webhook URL]',
  options: [
    { name: 'day', type: 'text', value: 'DAY', description: 'Last day judged (left out: the last whole day)' },
    { name: 'days', type: 'number', default: 1, range: [1, 3660], description: 'How many days up to it are judged' },
    {
      name: 'false-alarms',
      type: 'number',
      default: 1,
      range: [0.001, 1000],
      isFraction: true,
      description: 'How many false alarms a quarter are bearable, over everything that is watched together',
    },
    WEBHOOK,
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
  ],
  examples: [
    'endcap insight watch --data ./data --zone Europe/Berlin --webhook https://hooks.example/endcap',
    'endcap insight watch --transactions orders.csv --days 30 --json',
  ],
  async run({ values, io, output }) {
    const send = values.webhook === undefined ? undefined : openWebhook(values.webhook, io)
    const last = values.day ?? values.to
    const options = {
      days: values.days,
      alarmsPerQuarter: values['false-alarms'],
      ...(last !== undefined && { day: parseDay(values.day === undefined ? 'to' : 'day', last) }),
    }
    const result = await askInsight('watch', values, options, io)
    const alarms = result.alarms.map((alarm) => ({
      ...alarm,
      day: showDay(alarm.day),
      began: showDay(alarm.began),
      ended: showDay(alarm.ended),
      words: sayAlarm(alarm),
    }))
    const shown = { ...result, day: showDay(result.day), alarms }
    const fresh = alarms.filter(({ goes_on }) => !goes_on)
    const stock = result.stock.map(
      ({ item, quantity, daily_sales, days_left }) =>
        `${item}: ${quantity <= 0 ? 'sold out' : `${quantity} left, for ${days_left.toFixed(1)} days`}, sells ${daily_sales.toFixed(1)} a day`,
    )
    if (fresh.length > 0) await send?.({ kind: 'watch', day: shown.day, source: result.basis.source, alarms: fresh })
    output.result(shown, [
      alarms.length === 0
        ? `Nothing unusual in ${result.days} day${result.days === 1 ? '' : 's'} up to ${shown.day} (${result.basis.source}).`
        : `${alarms.length} unusual in ${result.days} day${result.days === 1 ? '' : 's'} up to ${shown.day} (${result.basis.source}):`,
      ...alarms.map(({ words }) => `  ${words}`),
      ...(stock.length > 0 ? ['Stock:', ...stock.map((line) => `  ${line}`)] : []),
      `${result.series} series watched; of all of them at most ${result.false_alarms_per_quarter} false alarm a quarter is to be expected.`,
      ...(result.not_watched.length > 0 ? [`Too few to watch: ${result.not_watched.join(', ')}.`] : []),
    ])
    return 0
  },
})

const MEASURES = {
  sessions: 'Visits',
  conversion: 'Conversion',
  cart_rate: 'Visits that add to the cart',
  orders: 'Orders',
  revenue: 'Revenue',
} as const

/** An alarm in a sentence: what, when, how far off, how sure, where. */
function sayAlarm({
  measure,
  part,
  direction,
  day,
  span,
  began,
  ended,
  observed,
  expected,
  low,
  high,
  p,
  where,
}: Alarm): string {
  const isShare = measure === 'conversion' || measure === 'cart_rate'
  const show = (value: number) =>
    isShare ? `${(value * 100).toFixed(1)} %` : value.toFixed(measure === 'revenue' ? 2 : 0)
  const when = span === 1 ? `on ${showDay(day)}` : `in the ${span} days to ${showDay(day)}`
  const since = began === ended ? '' : ` (told from ${showDay(began)} to ${showDay(ended)})`
  const of = part ? ` of ${part.by} ${part.name}` : ''
  const places = where.map(
    ({ by, name, observed: own, expected: usual }: LikelyPlace) => `${by} ${name} (${show(own)}, not ${show(usual)})`,
  )
  return (
    `${MEASURES[measure]}${of} ${direction} ${when}${since}: ${show(observed)}, where ${show(expected)} was to be expected (${show(low)} to ${show(high)}), p ${p.toPrecision(2)}.` +
    (part ? '' : places.length > 0 ? ` Likely from ${places.join(', ')}.` : ' No part stands out.')
  )
}
