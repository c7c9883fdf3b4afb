import type { CampaignResult, ChannelResult, ChannelsResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { UsageError } from '../../io.js'
import { count, percent, signedPercent } from '../experiment/format.js'
import { COSTS, costsOf, MARGIN } from './channel-options.js'
import { parseDay, showDay } from './day.js'
import { askInsight, COLUMNS, LIMIT, limitOf, listed, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'
import { alignRows } from './journey-table.js'

/** `endcap insight channels`: channels, campaigns and what channels do together. */
export const channels = defineCommand({
  name: 'insight channels',
  summary:
    'Compare channels (conversion, orders, new customers, costs, ROI), judge campaigns, find pairs that work together',
  usage: 'insight channels (--data DIR | --clickhouse URL | --events FILE | --transactions FILE) [--costs FILE]',
  options: [
    COSTS,
    MARGIN,
    {
      name: 'during',
      type: 'text',
      value: 'DAYS',
      description: 'Judge a promotion by the days around it: 2026-11-20..2026-11-27',
    },
    {
      name: 'kept-days',
      type: 'number',
      default: 90,
      range: [1, 3650],
      description: 'A customer is kept who orders again in so many days',
    },
    {
      name: 'active-days',
      type: 'number',
      default: 30,
      range: [1, 3650],
      description: 'A person is active who came in the last so many days',
    },
    {
      name: 'gap-days',
      type: 'number',
      default: 7,
      range: [1, 365],
      description: 'A journey is over when nobody came for so many days',
    },
    {
      name: 'window-days',
      type: 'number',
      default: 14,
      range: [1, 365],
      description: 'Days after a message in which orders count, for its holdout',
    },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
    LIMIT,
  ],
  examples: [
    'endcap insight channels --data ./data --costs costs.csv --margin 0.4',
    'endcap insight channels --data ./data --during 2026-11-20..2026-11-27 --json',
  ],
  async run({ values, io, output }) {
    const result = await askInsight(
      'channels',
      values,
      {
        ...(await costsOf(values.costs, io)),
        ...(values.margin !== undefined && { margin: values.margin }),
        ...(values.during !== undefined && { during: duringOf(values.during) }),
        keptDays: values['kept-days'],
        activeDays: values['active-days'],
        gapDays: values['gap-days'],
        windowDays: values['window-days'],
      },
      io,
    )
    const limit = limitOf(values, output)
    const shown = {
      ...result,
      channels: result.channels.slice(0, limit),
      synergies: result.synergies.slice(0, limit),
      campaigns: result.campaigns.slice(0, limit),
    }
    output.result(shown, describe(result, limit))
    return 0
  },
})

function duringOf(text: string): { fromDay: number; toDay: number } {
  const [from, to, more] = text.split('..')
  if (from === undefined || to === undefined || more !== undefined) {
    throw new UsageError('--during is two days, as 2026-11-20..2026-11-27')
  }
  const [fromDay, toDay] = [parseDay('during', from), parseDay('during', to)]
  if (fromDay > toDay) throw new UsageError('--during ends before it begins')
  return { fromDay, toDay }
}

function describe(
  { channels: rows, synergies, campaigns, n, sessions, basis, costsElsewhere, baseline }: ChannelsResult,
  limit: number,
): string[] {
  const sure = rows.filter(({ conversion }) => conversion?.isSure)
  const best = sure.reduce<ChannelResult | undefined>(
    (found, row) => ((row.conversion?.difference ?? 0) > (found?.conversion?.difference ?? 0) ? row : found),
    undefined,
  )
  const pairs = synergies.filter(({ isSure }) => isSure)
  const elsewhere = Object.entries(costsElsewhere).map(([channel, cost]) => `${channel} ${cost.toFixed(2)}`)
  return [
    findingOf(rows, best),
    `${count(n)} orders${sessions === undefined ? '' : ` in ${count(sessions)} sessions`} (${basis.source})`,
    '',
    ...listed(tableOf(rows.slice(0, limit), basis.currency), rows.length + 1),
    ...(baseline === undefined
      ? []
      : [
          `adds: points of a journey's chance of an order against ${baseline}, all else that is known alike; no proof of a cause`,
        ]),
    ...(elsewhere.length > 0 ? ['', `Costs of channels that nobody came by: ${elsewhere.join(', ')}`] : []),
    ...(synergies.length > 0 ? [''] : []),
    ...(pairs.length > 0
      ? listed(
          pairs
            .slice(0, limit)
            .map(
              ({ earlier, channel, orders, expected, sessions: visits, pAdjusted }) =>
                `${channel} sells ${orders > expected ? 'more' : 'less'} after ${earlier}: ${count(orders)} orders in ` +
                `${count(visits)} sessions, ${expected.toFixed(1)} to expect (corrected p ${pAdjusted.toPrecision(2)})`,
            ),
          pairs.length,
        )
      : synergies.length > 0
        ? [
            `None of ${count(synergies.length)} pairs of channels sells more or less together than to expect, after correction`,
          ]
        : []),
    ...campaigns.slice(0, limit).flatMap(describeCampaign),
    ...listed([], Math.max(0, campaigns.length - limit)),
  ]
}

function findingOf(rows: readonly ChannelResult[], best: ChannelResult | undefined): string {
  const [top] = rows
  if (best?.conversion) {
    const { own, rest, pAdjusted } = best.conversion
    return (
      `${best.channel} converts best: ${percent(own.rate)} of its sessions end in an order, ${percent(rest ?? 0)} of ` +
      `others (corrected p ${pAdjusted.toPrecision(2)})`
    )
  }
  if (top?.sessions !== undefined) return 'No channel surely converts better than the others, after correction'
  return top ? `${top.channel} brings ${percent(top.salesShare ?? 0)} of the revenue` : 'No channel is known'
}

function tableOf(rows: readonly ChannelResult[], currency: string): string[] {
  const hasSessions = rows.some(({ sessions }) => sessions !== undefined)
  const hasCosts = rows.some(({ cost }) => cost !== undefined)
  const hasRoi = rows.some(({ roi }) => roi !== undefined)
  const or = (value: number | undefined, show: (value: number) => string) => (value === undefined ? '–' : show(value))
  const money = (value: number) => value.toFixed(2)
  return alignRows([
    [
      'channel',
      ...(hasSessions ? ['sessions', 'conversion', '95 %', 'sure', 'adds'] : []),
      'orders',
      `revenue ${currency}`.trim(),
      'share',
      'an order',
      'a buyer',
      'new',
      'kept',
      ...(hasSessions ? ['active'] : []),
      ...(hasCosts ? ['cost', 'ROAS', ...(hasRoi ? ['ROI'] : []), 'a new one'] : []),
    ],
    ...rows.map((row) => [
      `  ${row.channel}`,
      ...(hasSessions
        ? [
            or(row.sessions, count),
            or(row.conversion?.own.rate, percent),
            row.conversion ? `${percent(row.conversion.own.low)} to ${percent(row.conversion.own.high)}` : '–',
            row.conversion?.isSure ? ((row.conversion.difference ?? 0) > 0 ? 'better' : 'worse') : '',
            row.journey ? `${signedPercent(row.journey.adds)}${row.journey.isSure ? ' sure' : ''}` : '–',
          ]
        : []),
      count(row.orders),
      money(row.revenue),
      or(row.salesShare, percent),
      or(row.orderValue?.mean, money),
      or(row.ordersPerBuyer, (value) => value.toFixed(2)),
      count(row.newCustomers),
      or(row.kept.rate, percent),
      ...(hasSessions ? [or(row.active?.rate, percent)] : []),
      ...(hasCosts
        ? [
            or(row.cost, money),
            or(row.roas, (value) => value.toFixed(2)),
            ...(hasRoi ? [or(row.roi, signedPercent)] : []),
            or(row.costPerNewCustomer, money),
          ]
        : []),
    ]),
  ])
}

function describeCampaign({
  campaign,
  kind,
  live,
  message,
  fromDay,
  toDay,
  beforeAfter,
  notJudged,
  holdout,
}: CampaignResult): string[] {
  const days = fromDay === undefined || toDay === undefined ? '' : `, ${showDay(fromDay)} to ${showDay(toDay)}`
  const facts = [
    live && `  ${count(live.sessions)} sessions, ${count(live.sold)} with an order, revenue ${live.revenue.toFixed(2)}`,
    message &&
      `  shown ${count(message.shown)} times, accepted ${count(message.accepted)}, dismissed ${count(message.dismissed)}`,
    beforeAfter &&
      `  before and after: ${signed(beforeAfter.orders.effect)} orders a day (95 %: ${signed(beforeAfter.orders.low)} to ` +
        `${signed(beforeAfter.orders.high)}) against ${beforeAfter.orders.expectedPerDay.toFixed(1)} to expect` +
        `${beforeAfter.orders.hasControl ? ', other channels as control' : ''}: ${sureness(beforeAfter)}`,
    notJudged && `  before and after: not judged, ${notJudged}`,
    holdout &&
      `  by its holdout: ${percent(holdout.buyers.shown)} bought who saw it, ${percent(holdout.buyers.heldOut)} of the ` +
        `${count(holdout.heldOut)} held out: ${sureness(holdout)}`,
  ].filter((line) => typeof line === 'string')
  return ['', `${kind === 'message' ? 'message' : 'campaign'} ${campaign}${days}`, ...facts]
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`
const sureness = ({ isSure, pAdjusted }: { readonly isSure: boolean; readonly pAdjusted: number }): string =>
  `${isSure ? 'sure' : 'not sure'} (corrected p ${pAdjusted.toPrecision(2)})`
