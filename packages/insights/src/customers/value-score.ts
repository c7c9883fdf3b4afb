import type { CustomerFacts } from './facts.js'
import type { SegmentSettings, ValueWeights } from './settings.js'

/** The value of a customer, 0–100, and its parts as ranks among all customers, 0–1. */
export interface ValueScore {
  readonly score: number
  readonly financial: number
  readonly behavioural: number
  /** Null where neither an answer nor a rating, share or wish is known of anybody. */
  readonly emotional: number | null
  readonly tier: string
}

/** The parts that could be told, with what they weighed. They sum to 1. */
export interface UsedWeights extends ValueWeights {}

/**
 * A composite score of those who ordered, in their order. Each part is the mean rank of its figures among all of them (equal ones share the
 * middle rank), so that no unit and no outlier decides. Tiers are shares of customers by score.
 */
export function scoreValue(
  customers: readonly CustomerFacts[],
  { weights, tiers }: SegmentSettings,
): { readonly scores: readonly ValueScore[]; readonly weights: UsedWeights } {
  const rank = (of: (facts: CustomerFacts) => number) => ranksOf(customers.map(of))
  const mean = (...parts: readonly (readonly number[])[]) =>
    customers.map((_, at) => parts.reduce((sum, part) => sum + (part[at] ?? 0), 0) / parts.length)
  const tells = (of: (facts: CustomerFacts) => number) => customers.some((facts) => of(facts) > 0)
  const financial = mean(
    rank(({ value }) => value),
    rank(({ value, orders }) => (orders > 0 ? value / orders : 0)),
  )
  const behavioural = mean(
    ...[
      rank(({ orders }) => orders),
      rank(({ lastDay }) => lastDay ?? 0),
      ...(tells(({ sessions }) => sessions) ? [rank(({ sessions }) => sessions)] : []),
    ],
  )
  const isFelt = customers.some(
    ({ recommend, ratings, shares, wishes }) => recommend !== null || ratings + shares + wishes > 0,
  )
  // Who did not answer is in the middle between those who would and would not recommend.
  const emotional = mean(
    rank(({ recommend }) => recommend ?? 7.5),
    rank(({ ratings, shares, wishes }) => ratings + shares + wishes),
  )
  const total = weights.financial + weights.behavioural + (isFelt ? weights.emotional : 0) || 1
  const used = {
    financial: weights.financial / total,
    behavioural: weights.behavioural / total,
    emotional: isFelt ? weights.emotional / total : 0,
  }
  const sums = customers.map(
    (_, at) =>
      used.financial * (financial[at] ?? 0) +
      used.behavioural * (behavioural[at] ?? 0) +
      used.emotional * (emotional[at] ?? 0),
  )
  const tier = tiersOf(sums, tiers)
  return {
    weights: used,
    scores: customers.map((_, at) => ({
      score: 100 * (sums[at] ?? 0),
      financial: financial[at] ?? 0,
      behavioural: behavioural[at] ?? 0,
      emotional: isFelt ? (emotional[at] ?? 0) : null,
      tier: tier[at] ?? '',
    })),
  }
}

/** The share of the others that a value is above, those equal to it by half: 0–1. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = new Array<number>(values.length).fill(0.5)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number]) to++
    for (let at = from; at <= to; at++) {
      ranks[order[at] as number] = order.length > 1 ? (from + to) / 2 / (order.length - 1) : 0.5
    }
    from = to + 1
  }
  return ranks
}

/** Who is equal to the last of a tier, belongs to it too. */
function tiersOf(sums: readonly number[], tiers: SegmentSettings['tiers']): string[] {
  const order = sums.map((_, at) => at).sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0) || a - b)
  const named = new Array<string>(sums.length).fill('')
  let upTo = 0
  let place = 0
  for (const { tier, share } of tiers) {
    upTo += share * sums.length
    const isLast = tier === tiers.at(-1)?.tier
    while (place < order.length) {
      const before = place > 0 ? order[place - 1] : undefined
      const isTie = before !== undefined && named[before] === tier && sums[before] === sums[order[place] as number]
      if (!isLast && place >= Math.round(upTo) && !isTie) break
      named[order[place] as number] = tier
      place++
    }
  }
  return named
}
