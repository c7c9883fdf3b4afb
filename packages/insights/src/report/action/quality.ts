import { normalBelow } from '../../experiment/distribution.js'
import type { RatioEstimate } from '../../quality/clustered-ratio.js'
import type { ListQuality } from '../../quality/measure-quality.js'
import { formatPercent, formatSmall } from '../format.js'
import { ACTION_LEVEL, type ActionFinder, LEAST_COUNT, moneySize } from './action.js'

/** A strategy that surely gets more clicks than another one in the same placement, place by place. */
export const findStrategy: ActionFinder<'quality'> = ({ strategies, share }, { currency, fourWeeks }) => {
  const known = strategies.filter(({ people }) => people >= LEAST_COUNT)
  const pairs = known.flatMap((better) =>
    known
      .filter((worse) => worse.placement === better.placement && rateOf(better).value > rateOf(worse).value)
      .map((worse) => ({ better, worse, p: pOf(rateOf(better), rateOf(worse)) })),
  )
  const [best] = pairs
    .filter(({ p }) => p * pairs.length <= ACTION_LEVEL)
    .map(({ better, worse }) => ({
      better,
      worse,
      clicks: (rateOf(better).value - rateOf(worse).value) * (worse.impressions / share),
      extra: better.revenue_per_thousand.value - worse.revenue_per_thousand.value,
      isMoney: pOf(better.revenue_per_thousand, worse.revenue_per_thousand) * pairs.length <= ACTION_LEVEL,
    }))
    .sort((a, b) => b.clicks - a.clicks)
  if (!best) return []
  const { better, worse, clicks, extra, isMoney } = best
  const ratio = rateOf(worse).value > 0 ? rateOf(better).value / rateOf(worse).value : undefined
  return [
    {
      text: `In ${better.placement}, ${better.strategy} gets ${ratio === undefined ? 'more' : `${formatSmall(ratio)} times the`} clicks of ${worse.strategy} in the same places (${formatPercent(rateOf(better).value)} against ${formatPercent(rateOf(worse).value)} of cards): put it first, by an experiment.`,
      ...(isMoney
        ? moneySize(fourWeeks((extra * worse.impressions) / share / 1000), currency)
        : { size: clicks, unit: 'clicks' as const }),
      confidence: 'unsure',
      section: 'quality',
      how: `"strategy": [${JSON.stringify(better.strategy)}] as a variant for ${better.placement} in the experiments of config.json`,
    },
  ]
}

const rateOf = ({ ctr, ctr_corrected }: ListQuality): RatioEstimate => ctr_corrected ?? ctr

/** Two-sided, from intervals of 95 %; 1 where there is none. People who saw both are taken as two, which is on the safe side. */
function pOf(a: RatioEstimate, b: RatioEstimate): number {
  const error = ({ low, high, value }: RatioEstimate) =>
    low === undefined || high === undefined ? Number.NaN : Math.max(high - value, value - low) / 1.959963984540054
  const both = Math.hypot(error(a), error(b))
  return both > 0 ? 2 * normalBelow(-Math.abs(a.value - b.value) / both) : 1
}
