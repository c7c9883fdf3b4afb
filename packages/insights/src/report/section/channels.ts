import type { CampaignResult } from '../../journeys/channels/analyse-campaigns.js'
import type { ChannelResult, ChannelsResult } from '../../journeys/channels/analyse-channels.js'
import { barsHeightPx, drawBars } from '../chart/bars.js'
import { renderFigure, renderTable } from '../chart/figure.js'
import { formatAmount, formatCount, formatCountOf, formatDifference, formatPercent } from '../format.js'
import { FEWEST_PEOPLE, hiddenNote, shownGroups } from '../hidden-groups.js'
import { type Html, html } from '../html.js'

const COUNT = { unit: 'count' } as const
const SHARE = { unit: 'share' } as const

/** Channels side by side, campaigns, and pairs of channels. */
export function renderChannels(result: ChannelsResult): Html {
  const { basis, n, sessions, channels, synergies, campaigns } = result
  const { shown, hidden } = shownGroups(channels, ({ people, buyers }) => people ?? buyers)
  const foot = `${formatCountOf(n, 'order')}${sessions === undefined ? '' : ` · ${formatCountOf(sessions, 'session')}`}`
  const finding = findingOf(shown)
  const pairs = synergies.filter(({ isSure }) => isSure)
  const judged = campaigns.filter(({ beforeAfter, holdout }) => beforeAfter || holdout)
  return html`<section aria-labelledby="channels">
<h2 id="channels">Channels</h2>
<p class="basis">${foot}</p>
<p><strong>${finding}</strong></p>
${
  shown.length > 0 &&
  renderFigure({
    id: 'chart-channels',
    title: 'Revenue by channel',
    description: `${finding} Bars are the revenue of orders in sessions through the channel.`,
    basis: foot,
    heightPx: barsHeightPx(shown.length),
    drawing: drawBars(
      shown.map(({ channel, revenue, salesShare }) => ({
        label: channel,
        value: revenue,
        text: `${formatAmount(revenue, basis.currency)} · ${formatPercent(salesShare)}`,
      })),
    ),
    table: tableOf(shown, basis.currency),
  })
}
${
  pairs.length > 0 &&
  renderTable(
    {
      columns: ['Channels one after the other', 'Sessions', 'Orders', 'To expect', 'Corrected p'],
      rows: pairs
        .filter(({ sessions: count }) => count >= FEWEST_PEOPLE)
        .map(({ earlier, channel, sessions: count, orders, expected, pAdjusted }) => [
          `${earlier}, then ${channel}`,
          formatCount(count),
          formatCount(orders),
          expected.toFixed(1),
          pAdjusted.toPrecision(2),
        ]),
    },
    'Channels that sell more or less after another one',
  )
}
${
  judged.length > 0 &&
  renderTable(
    {
      columns: ['Campaign', 'How judged', 'Effect', '95 %', 'Sure'],
      rows: judged.flatMap((campaign) => rowsOf(campaign)),
    },
    'Campaigns',
  )
}
<p class="note">${[hiddenNote(hidden), 'Sure: with all that is tested here corrected for together (Benjamini–Hochberg, 5 %). Before and after sees whatever else changed on the same days; a holdout does not.'].filter(Boolean).join(' ')}</p>
<p><strong>What to do:</strong> ${actionOf(shown, pairs.length > 0 ? pairs[0] : undefined)}</p>
</section>`
}

const better = ({ conversion }: ChannelResult): boolean =>
  conversion?.isSure === true && (conversion.difference ?? 0) > 0

function findingOf(rows: readonly ChannelResult[]): string {
  const best = rows.filter(better).sort((a, b) => (b.conversion?.difference ?? 0) - (a.conversion?.difference ?? 0))[0]
  if (best?.conversion) {
    return `${best.channel} converts best: ${formatPercent(best.conversion.own.rate)} of its sessions end in an order, ${formatPercent(best.conversion.rest)} of others.`
  }
  const [top] = rows
  if (top?.sessions !== undefined) return 'No channel surely converts better than the others.'
  return top
    ? `${top.channel} brings ${formatPercent(top.salesShare)} of the revenue.`
    : 'No channel has enough people to be shown.'
}

function actionOf(rows: readonly ChannelResult[], pair: ChannelsResult['synergies'][number] | undefined): string {
  const costly = rows.filter(({ roi, roas }) => (roi ?? (roas ?? 1) - 1) < 0)
  if (costly.length > 0) {
    return `Look at what is spent on ${costly.map(({ channel }) => channel).join(', ')}: it costs more than the orders of its own sessions bring. Before cutting it, hold some people out.`
  }
  if (pair && pair.orders > pair.expected) {
    return `Plan ${pair.earlier} and ${pair.channel} together: people who met the first buy more by the second.`
  }
  const best = rows.find(better)
  return best
    ? `Send more people through ${best.channel}, in small steps.`
    : 'Leave the channels as they are, and test one with a holdout.'
}

function tableOf(rows: readonly ChannelResult[], currency: string) {
  const or = (value: number | undefined, show: (value: number) => string) => (value === undefined ? '–' : show(value))
  const money = (value: number) => formatAmount(value, currency)
  return {
    columns: [
      'Channel',
      'Sessions',
      'Conversion',
      '95 %',
      'Adds to a journey',
      'Orders',
      'An order',
      'Orders a buyer',
      'New customers',
      'Kept',
      'Active',
      'Cost',
      'ROAS',
      'ROI',
      'A new customer costs',
    ],
    rows: rows.map((row) => [
      row.channel,
      or(row.sessions, formatCount),
      formatPercent(row.conversion?.own.rate),
      row.conversion ? `${formatPercent(row.conversion.own.low)} to ${formatPercent(row.conversion.own.high)}` : '–',
      or(row.journey?.adds, (value) => formatDifference(SHARE, value, '')),
      formatCount(row.orders),
      or(row.orderValue?.mean, money),
      or(row.ordersPerBuyer, (value) => value.toFixed(2)),
      formatCount(row.newCustomers),
      formatPercent(row.kept.rate),
      formatPercent(row.active?.rate),
      or(row.cost, money),
      or(row.roas, (value) => value.toFixed(2)),
      formatPercent(row.roi),
      or(row.costPerNewCustomer, money),
    ]),
  }
}

function rowsOf({ campaign, beforeAfter, holdout }: CampaignResult): string[][] {
  const rows: string[][] = []
  if (beforeAfter) {
    const { orders, isSure } = beforeAfter
    rows.push([
      campaign,
      orders.hasControl ? 'before and after, with control' : 'before and after',
      `${formatDifference(COUNT, orders.effect, '')} orders a day`,
      `${formatDifference(COUNT, orders.low, '')} to ${formatDifference(COUNT, orders.high, '')}`,
      isSure ? 'yes' : 'no',
    ])
  }
  if (holdout && Math.min(holdout.people, holdout.heldOut) >= FEWEST_PEOPLE) {
    const { buyers, isSure } = holdout
    rows.push([
      campaign,
      'holdout',
      `${formatDifference(SHARE, buyers.difference, '')} who buy`,
      buyers.low === undefined || buyers.high === undefined
        ? '–'
        : `${formatDifference(SHARE, buyers.low, '')} to ${formatDifference(SHARE, buyers.high, '')}`,
      isSure ? 'yes' : 'no',
    ])
  }
  return rows
}
