import type { Action } from './action/action.js'
import { ACTION_WORDS, sizeWords } from './action/words.js'
import type { ReportData } from './data.js'
import {
  describeOrderSources,
  formatAmount,
  formatCount,
  formatCountOf,
  formatPercent,
  formatPeriod,
} from './format.js'
import { explainVerdict } from './verdict-words.js'

/** The report as lines of plain text, for a terminal: main numbers, what to do, a table of placements, a verdict an experiment. */
export function summariseReport({ overview, placements, experiments, period, actions }: ReportData): string[] {
  const sources = describeOrderSources(overview)
  const { visitors, sessions, orders, revenue, currency, events } = overview
  const facts = [
    `${formatPeriod(period)}: ${formatCountOf(events, 'event')}, ${formatCountOf(visitors, 'visitor')}, ` +
      `${formatCountOf(sessions, 'session')}, ${formatCountOf(orders, 'order')}, ${formatAmount(revenue, currency)}`,
  ]
  const rows = placements.map((row) => [
    row.placement,
    ...[row.renders, row.viewed, row.impressions, row.clicks].map(formatCount),
    formatPercent(row.ctrRatio),
    ...[row.addToCarts, row.orders].map(formatCount),
    formatAmount(row.revenue, currency),
  ])
  const head = ['placement', 'drawn', 'seen', 'cards', 'clicks', 'CTR', 'to cart', 'orders', 'revenue']
  const tests = experiments.flatMap((experiment) => {
    const { headline, detail } = explainVerdict(experiment, currency)
    return ['', `${experiment.experiment}: ${headline}`, `  ${detail}`]
  })
  return [
    ...facts,
    ...(sources ? [sources] : []),
    ...(actions.length > 0 ? ['', 'What to do', ...actions.flatMap(tellAction)] : []),
    '',
    ...(rows.length > 0 ? align([head, ...rows]) : ['No placement was drawn yet.']),
    ...tests,
  ]
}

function tellAction(action: Action, index: number): string[] {
  const size = sizeWords(action)
  return [
    `${index + 1}. ${action.text}`,
    `   ${[size, ACTION_WORDS[action.confidence], action.how].filter((part) => part !== '').join(' · ')}`,
  ]
}

/** Columns of equal width: the first stands left, numbers stand right. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
}
