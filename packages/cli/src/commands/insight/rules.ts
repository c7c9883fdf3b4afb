import type { RuleOptions, RuleResult, SequenceResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { UsageError } from '../../io.js'
import {
  askInsight,
  BASKETS,
  COLUMNS,
  LIMIT,
  limitOf,
  listed,
  TRANSACTIONS,
  WAREHOUSE_OPTIONS,
} from './insight-source.js'
import { PLACE_OPTIONS, placeRules } from './place-rules.js'

/** `endcap insight rules`: what is bought together, and what after what. */
export const rules = defineCommand({
  name: 'insight rules',
  summary: 'Find what is bought together, or one after the other, and put it on a page or into an experiment',
  usage: 'insight rules (--data DIR | --clickhouse URL | --transactions FILE | --baskets FILE) [--place ID]',
  options: [
    {
      name: 'level',
      type: 'text',
      choices: ['item', 'category'],
      default: 'item',
      description: 'Rules of products, or of their categories',
    },
    {
      name: 'support',
      type: 'number',
      isFraction: true,
      range: [0, 1],
      default: 0.001,
      description: 'Least share of all baskets with the whole rule',
    },
    {
      name: 'confidence',
      type: 'number',
      isFraction: true,
      range: [0, 1],
      default: 0.1,
      description: 'Least share of the baskets with the left side that hold the right one',
    },
    {
      name: 'lift',
      type: 'number',
      isFraction: true,
      range: [0, 1e9],
      default: 0,
      description: 'Least lift',
    },
    { name: 'min-length', type: 'number', range: [1, 20], default: 2, description: 'Least products of a rule' },
    { name: 'max-length', type: 'number', range: [1, 20], default: 10, description: 'Most products of a rule' },
    {
      name: 'min-count',
      type: 'number',
      range: [1, 1e9],
      default: 10,
      description: 'Fewer baskets (with --after: people) than this never make a rule',
    },
    {
      name: 'alpha',
      type: 'number',
      isFraction: true,
      range: [0, 1],
      default: 0.05,
      description: 'Share of false rules among those called significant',
    },
    { name: 'item', type: 'text', value: 'ID', description: 'Only rules with this product' },
    { name: 'significant', type: 'flag', description: 'Only rules that hold after the correction' },
    { name: 'shortest', type: 'flag', description: 'Without rules that a shorter left side says as well' },
    {
      name: 'after',
      type: 'number',
      range: [1, 3650],
      value: 'DAYS',
      description: 'Instead: what the same person buys in a later order within so many days',
    },
    ...PLACE_OPTIONS,
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    BASKETS,
    COLUMNS,
    LIMIT,
  ],
  examples: [
    'endcap insight rules --baskets groceries.csv --support .001 --confidence .8 --json',
    'endcap insight rules --transactions orders.csv --after 90 --significant',
    'endcap insight rules --data ./data --place cart-row --config config.json --write',
  ],
  async run({ values, io, output }) {
    const { after, alpha, significant: significantOnly } = values
    const limit = limitOf(values, output)
    if (values.level === 'category' && values.place !== undefined) {
      throw new UsageError('--place needs rules of products: leave --level out')
    }
    if (values.after !== undefined && values.place !== undefined) {
      throw new UsageError('--place goes with rules of one basket: leave --after out')
    }
    for (const name of ['config', 'experiment', 'selector'] as const) {
      if (values.place === undefined && values[name] !== undefined) throw new UsageError(`--${name} goes with --place`)
    }
    if (values.place === undefined && values.write) throw new UsageError('--write goes with --place')
    if (after !== undefined) {
      const asked = { withinDays: after, minCount: values['min-count'], alpha, significantOnly, limit }
      const result = await askInsight('sequences', values, asked, io)
      output.result(result, describeSequences(result))
      return 0
    }
    const { level, support, confidence, lift, item, shortest } = values
    const lengths = { minLength: values['min-length'], maxLength: values['max-length'], minCount: values['min-count'] }
    if (lengths.minLength > lengths.maxLength) throw new UsageError('--min-length is above --max-length')
    const asked: RuleOptions = {
      ...{ level, support, confidence, lift, alpha, item, shortest, limit, significantOnly },
      ...lengths,
    }
    if (values.place !== undefined) return placeRules(values.place, values, asked, { io, output })
    const result = await askInsight('rules', values, asked, io)
    output.result(result, describeRules(result))
    return 0
  },
})

const named = (ids: readonly string[], names: readonly string[] | undefined): string[] =>
  ids.map((id, at) => (names?.[at] === undefined || names[at] === id ? id : `${names[at]} (${id})`))

function describeRules(result: RuleResult): string[] {
  const { basis, n, nRules, nSignificant, rules: found, substitutes, tested, alpha } = result
  const lengths = Object.entries(result.byLength).map(([length, count]) => `${count} of ${length}`)
  const best = found[0]
  const finding = best?.isSignificant
    ? `Bought together most clearly: ${named([...best.lhs, best.rhs], best.names).join(' + ')}, ${best.lift.toFixed(1)} times as often as by chance`
    : 'Nothing is bought together more than chance and the size of baskets give'
  return [
    finding,
    `${nRules} rules${lengths.length > 0 ? ` (${lengths.join(', ')} products)` : ''} in ${n} baskets (${basis.source}); ${result.nCorrected} hold after the correction over ${tested} tests (at most ${alpha * 100} % of them false), ${nSignificant} of them also among baskets of the same sizes`,
    ...(result.isComplete
      ? []
      : [
          `Too many sets to keep: looked for up to ${result.maxLengthUsed} products in ${result.minCountUsed} baskets or more; raise --support for longer rules`,
        ]),
    ...listed(
      found.map((rule) => {
        const ids = named([...rule.lhs, rule.rhs], rule.names)
        const sure = rule.isSignificant ? '' : '  not sure'
        return `  ${ids.slice(0, -1).join(' + ')} → ${ids.at(-1)}  ${rule.count} baskets  confidence ${(rule.confidence * 100).toFixed(1)} %  lift ${rule.lift.toFixed(2)} (${rule.liftLow.toFixed(2)} to ${rule.liftHigh.toFixed(2)})${sure}`
      }),
      nRules,
    ),
    ...(substitutes.length > 0 ? ['Shoppers choose between these, and seldom buy both:'] : []),
    ...substitutes
      .slice(0, 10)
      .map(
        ({ items, names, together, expected }) =>
          `  ${named(items, names).join(' or ')}  together in ${together} baskets, ${expected.toFixed(0)} by chance`,
      ),
  ]
}

function describeSequences({
  basis,
  n,
  nSequences,
  nSignificant,
  sequences,
  tested,
  withinDays,
}: SequenceResult): string[] {
  const best = sequences[0]
  return [
    best?.isSignificant
      ? `Clearest: after ${named([best.first], best.names)[0]} comes ${named([best.next], best.names?.slice(1))[0]}, ${best.lift.toFixed(1)} times as often as by chance, mostly after ${best.medianDays} days`
      : 'Nothing is bought after another thing more than chance gives',
    `${nSequences} sequences within ${withinDays} days of ${n} people who ordered again (${basis.source}); ${nSignificant} hold after the correction over ${tested} tests`,
    ...listed(
      sequences.map((found) => {
        const [first, next] = named([found.first, found.next], found.names)
        const sure = found.isSignificant ? '' : '  not sure'
        return `  ${first} → ${next}  ${found.count} of ${found.buyers} people  lift ${found.lift.toFixed(2)} (${found.liftLow.toFixed(2)} to ${found.liftHigh.toFixed(2)})  after ${found.medianDays} days${sure}`
      }),
      nSequences,
    ),
  ]
}
