import type { FeedbackPeriod, FeedbackResult, Share, Trend } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { percent } from '../experiment/format.js'
import { askInsight, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight feedback`: what customers say of the shop, and whether it gets better. */
export const feedback = defineCommand({
  name: 'insight feedback',
  summary: 'Tell how likely customers recommend the shop, how satisfied they are, and who shares and rates, over time',
  usage: 'insight feedback (--data DIR | --clickhouse URL | --events FILE) [--by month]',
  options: [
    {
      name: 'by',
      type: 'text',
      choices: ['month', 'quarter', 'week'],
      default: 'month',
      description: 'Periods: month, quarter or week',
    },
    ...WAREHOUSE_OPTIONS,
  ],
  examples: ['endcap insight feedback --data ./data --zone Europe/Berlin'],
  async run({ values, io, output }) {
    const result = await askInsight('feedback', values, { unit: values.by }, io)
    output.result(result, describe(result))
    return 0
  },
})

function describe({ basis, all, n, periods, trends }: FeedbackResult): string[] {
  return [
    all.nps
      ? `Net promoter score ${all.nps.value.toFixed(0)} (95 %: ${all.nps.low.toFixed(0)} to ${all.nps.high.toFixed(0)}, ${all.nps.n} answers)`
      : 'Nobody was asked, or answered, whether they would recommend the shop',
    ...trendWords(trends),
    `${n} answers on a scale (${basis.source})`,
    '',
    ...[{ period: 'all', ...all }, ...periods].map(lineOf),
  ]
}

function lineOf({ period, nps, satisfied, sharing, rating }: FeedbackPeriod): string {
  const share = (of: Share | undefined) => (of ? percent(of.value) : '–')
  const score = nps ? `${nps.value.toFixed(0)} (${nps.low.toFixed(0)} to ${nps.high.toFixed(0)}, n ${nps.n})` : '–'
  return `  ${period.padEnd(12)} NPS ${score.padEnd(28)} satisfied ${share(satisfied).padStart(7)}  sharing ${share(sharing).padStart(7)}  rating ${share(rating).padStart(7)}`
}

const NAMES = { promoters: 'promoters', satisfied: 'satisfied customers', sharing: 'visitors who share' } as const

function trendWords(trends: FeedbackResult['trends']): string[] {
  const told = (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((name) => {
    const trend: Trend | undefined = trends[name]
    if (!trend || trend.direction === 'none') return []
    return [`The share of ${NAMES[name]} is ${trend.direction} (p = ${trend.p.toPrecision(1)})`]
  })
  return told.length > 0 ? told : ['No trend that chance would not give']
}
