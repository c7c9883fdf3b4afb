import type { RatioEstimate } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { percent } from '../experiment/format.js'
import { askInsight, LIMIT, limitOf, listed, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight quality`: how good the recommendations are. */
export const quality = defineCommand({
  name: 'insight quality',
  summary: 'Measure recommendations: clicks, carts, revenue and feedback by strategy, corrected for where cards stood',
  usage: 'insight quality (--data DIR | --clickhouse URL | --events FILE) [--from DAY] [--offline]',
  options: [
    {
      name: 'offline',
      type: 'flag',
      description:
        'Also fit the model on all but the last days and replay those: hit rate, MRR, NDCG, coverage and more',
    },
    { name: 'test-days', type: 'number', default: 7, range: [1, 365], description: 'With --offline: days replayed' },
    { name: 'k', type: 'number', default: 10, range: [1, 100], description: 'With --offline: length of the lists' },
    {
      name: 'cards',
      type: 'number',
      default: 200_000,
      range: [1000, 5_000_000],
      description: 'Of more cards than these, read the lists of a share of the visitors',
    },
    ...WAREHOUSE_OPTIONS,
    LIMIT,
  ],
  examples: [
    'endcap insight quality --data ./data --from 2026-11-01',
    'endcap insight quality --events events.ndjson --offline --json',
  ],
  async run({ values, io, output }) {
    const options = { offline: values.offline, testDays: values['test-days'], k: values.k, mostCards: values.cards }
    const result = await askInsight('quality', values, options, io)
    const { strategies, positions, position_bias, feedback, offline, basis } = result
    const shown = strategies.slice(0, limitOf(values, output))
    const [best, ...others] = shown
    const isCorrected = best?.ctr_corrected !== undefined
    output.result({ ...result, strategies: shown, words: headline(best, others) }, [
      headline(best, others),
      `${result.n} cards seen by ${result.people} people (${basis.source}${result.share < 1 ? `, one visitor of ${1 / result.share}` : ''}); ${isCorrected ? `position taken out (${position_bias})` : `position not taken out: ${position_bias}`}; intervals of 95 % by person`,
      ...listed(
        shown.map(
          ({ placement, strategy, impressions, ctr, ctr_corrected, cart_rate, revenue_per_thousand }) =>
            `  ${placement}, ${strategy}: clicks ${rate(ctr)}${ctr_corrected ? `, as if first ${rate(ctr_corrected)}` : ''}, carts ${rate(cart_rate)}, ${range(revenue_per_thousand, (value) => value.toFixed(2))} ${basis.currency} a thousand cards; ${impressions} cards`,
        ),
        strategies.length,
      ),
      `By position: ${positions.map(({ position, ctr, examination }) => `${position} ${percent(ctr)}${examination === undefined ? '' : ` (looked at ${examination.toFixed(2)})`}`).join(', ')}`,
      ...feedback.map(
        ({ strategy, dismissed_per_list, ratings, rating, scores, nps }) =>
          `  ${strategy}: ${percent(dismissed_per_list)} of lists with a product dismissed${rating === undefined ? '' : `, rated ${rating.toFixed(2)} (${ratings})`}${nps === undefined ? '' : `, NPS ${Math.round(nps * 100)} (${scores})`}`,
      ),
      ...(offline
        ? [
            `Replay of the last ${offline.test_days} days, lists of ${offline.k}, ${offline.predictions} predictions:`,
            `  HR ${offline.hr.toFixed(4)} (${offline.intervals.hr?.map((value) => value.toFixed(4)).join(' to ')}; popular ${offline.popular.hr.toFixed(4)}), MRR ${offline.mrr.toFixed(4)}, NDCG ${offline.ndcg.toFixed(4)}, MAP ${offline.map.toFixed(4)}`,
            `  precision ${offline.precision.toFixed(4)}, recall ${offline.recall.toFixed(4)}, F1 ${offline.f1.toFixed(4)}, coverage ${percent(offline.coverage)}, Gini ${offline.gini.toFixed(3)}, novelty ${offline.novelty.toFixed(2)} bits` +
              `${offline.intra_list_diversity === undefined ? '' : `, diversity ${offline.intra_list_diversity.toFixed(3)}`}${offline.calibration === undefined ? '' : `, calibration ${offline.calibration.toFixed(3)}`}`,
          ]
        : []),
    ])
    return 0
  },
})

interface Line {
  readonly placement: string
  readonly strategy: string
  readonly ctr: RatioEstimate
  readonly ctr_corrected: RatioEstimate | undefined
}

/** The finding: the best strategy of a placement, if its interval is clear of the next one's. */
function headline(best: Line | undefined, others: readonly Line[]): string {
  const next = others.find(({ placement }) => placement === best?.placement)
  if (!best) return 'No list was seen.'
  if (!next) return `${best.strategy} is the only strategy in ${best.placement}.`
  const [own, other] = [best.ctr_corrected ?? best.ctr, next.ctr_corrected ?? next.ctr]
  const times = other.value > 0 ? `, ${(own.value / other.value).toFixed(2)} times ${next.strategy}` : ''
  return own.low !== undefined && other.high !== undefined && own.low > other.high
    ? `${best.strategy} draws the most clicks in ${best.placement}${times}.`
    : `No strategy in ${best.placement} is clearly better than the next: ${best.strategy} and ${next.strategy} overlap.`
}

const rate = (estimate: RatioEstimate): string => range(estimate, (value) => percent(value, 2))

function range({ value, low, high }: RatioEstimate, show: (value: number) => string): string {
  return low === undefined || high === undefined ? show(value) : `${show(value)} (${show(low)} to ${show(high)})`
}
