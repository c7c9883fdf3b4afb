import { createRandom } from '../../random.js'
import { type Credits, gatherCredits, splitTotals } from './credit.js'
import { channelsOf, type Path } from './path.js'

/**
 * Shapley values of channels, where a coalition S is worth the orders of all paths whose channels are all in S. Such a worth is a sum of
 * unanimity games, one a set of channels, whose Shapley value is known in closed form (Shapley 1953): the orders of a path are shared in
 * equal parts among its distinct channels. So it is exact for any number of channels. What led to no order does not count.
 */
export function creditShapley(paths: readonly Path[]): {
  readonly credits: Credits
  readonly se: Record<string, number>
} {
  const channels = channelsOf(paths)
  const gathered = gatherCredits(channels)
  const variances = Object.fromEntries(channels.map((channel) => [channel, 0]))
  for (const { steps, conversions, value } of paths) {
    const members = new Set(steps)
    for (const channel of members) {
      gathered.add(channel, conversions / members.size, value / members.size)
      variances[channel] = (variances[channel] ?? 0) + conversions / members.size ** 2
    }
  }
  const se = Object.fromEntries(Object.entries(variances).map(([channel, variance]) => [channel, Math.sqrt(variance)]))
  return { credits: gathered.done(), se }
}

/** Up to so many channels all coalitions are looked at: 16,384 of them. */
export const EXACT_CHANNELS = 14
/** Orders of joining that are drawn where there are more channels. */
export const SHAPLEY_DRAWS = 4000

/** Shapley values where a coalition is worth its conversion rate. */
export interface ShapleyRate {
  /** Shapley values of the rate; they add up to the rate of all paths. Below 0: with the channel fewer journeys end in an order. */
  readonly contribution: Readonly<Record<string, number>>
  /** Standard error of drawing; undefined where all coalitions were looked at. */
  readonly se: Readonly<Record<string, number>> | undefined
  /** All orders and their worth, split by the contributions above 0. */
  readonly credits: Credits
}

/**
 * Shapley values where a coalition S is worth the conversion rate of the paths whose channels are all in S, 0 where there is none: here
 * journeys without an order count too. Exact up to {@link EXACT_CHANNELS} channels, else from random orders of joining (Castro, Gómez,
 * Tejada 2009) with a standard error.
 */
export function creditShapleyRate(
  paths: readonly Path[],
  { draws = SHAPLEY_DRAWS, seed = 1 }: { readonly draws?: number; readonly seed?: number } = {},
): ShapleyRate {
  const channels = channelsOf(paths)
  const { contribution, se } =
    channels.length <= EXACT_CHANNELS ? exactly(paths, channels) : byDraws(paths, channels, draws, seed)
  const totals = paths.reduce(
    (sum, { conversions, value }) => ({ conversions: sum.conversions + conversions, value: sum.value + value }),
    { conversions: 0, value: 0 },
  )
  const weights = Object.fromEntries(channels.map((channel) => [channel, Math.max(0, contribution[channel] ?? 0)]))
  return { contribution, se, credits: splitTotals(weights, totals) }
}

function exactly(paths: readonly Path[], channels: readonly string[]) {
  const size = 1 << channels.length
  const [orders, journeys] = [new Float64Array(size), new Float64Array(size)]
  const bit = new Map(channels.map((channel, index) => [channel, 1 << index]))
  for (const { steps, conversions, nulls } of paths) {
    const set = steps.reduce((bits, step) => bits | (bit.get(step) as number), 0)
    orders[set] = (orders[set] as number) + conversions
    journeys[set] = (journeys[set] as number) + conversions + nulls
  }
  // Sums over all subsets, a channel at a time.
  for (const member of bit.values()) {
    for (let set = 0; set < size; set++) {
      if (!(set & member)) continue
      orders[set] = (orders[set] as number) + (orders[set ^ member] as number)
      journeys[set] = (journeys[set] as number) + (journeys[set ^ member] as number)
    }
  }
  const rate = orders.map((count, set) => ((journeys[set] as number) > 0 ? count / (journeys[set] as number) : 0))
  const weightOf = weightsBySize(channels.length)
  const contribution = channels.map((channel) => {
    const member = bit.get(channel) as number
    let sum = 0
    for (let set = 0; set < size; set++) {
      if (!(set & member)) sum += weightOf(countBits(set)) * ((rate[set | member] as number) - (rate[set] as number))
    }
    return [channel, sum] as const
  })
  return { contribution: Object.fromEntries(contribution), se: undefined }
}

/** s! (n − s − 1)! / n!, without numbers that grow out of hand. */
function weightsBySize(count: number): (size: number) => number {
  const weights = [1 / count]
  for (let size = 1; size < count; size++) weights.push(((weights[size - 1] as number) * size) / (count - size))
  return (size) => weights[size] as number
}

function countBits(set: number): number {
  let count = 0
  for (let rest = set; rest; rest &= rest - 1) count++
  return count
}

function byDraws(paths: readonly Path[], channels: readonly string[], draws: number, seed: number) {
  const number = new Map(channels.map((channel, index) => [channel, index]))
  // Only which channels a path has matters: paths with the same ones are one.
  const sets = new Map<string, { members: number[]; conversions: number; journeys: number }>()
  for (const { steps, conversions, nulls } of paths) {
    const members = [...new Set(steps)].map((step) => number.get(step) as number).sort((a, b) => a - b)
    const known = sets.get(members.join()) ?? { members, conversions: 0, journeys: 0 }
    known.conversions += conversions
    known.journeys += conversions + nulls
    sets.set(members.join(), known)
  }
  const random = createRandom(seed)
  const sums = channels.map(() => ({ sum: 0, squares: 0 }))
  const order = channels.map((_, index) => index)
  const place = new Int32Array(channels.length)
  for (let draw = 0; draw < draws; draw++) {
    shuffle(order, random)
    order.forEach((channel, at) => {
      place[channel] = at
    })
    // A path joins the coalition with the last of its channels.
    const [orders, journeys] = [new Float64Array(order.length), new Float64Array(order.length)]
    for (const path of sets.values()) {
      const at = path.members.reduce((last, member) => Math.max(last, place[member] as number), 0)
      orders[at] = (orders[at] as number) + path.conversions
      journeys[at] = (journeys[at] as number) + path.journeys
    }
    let [before, sold, made] = [0, 0, 0]
    order.forEach((channel, at) => {
      sold += orders[at] as number
      made += journeys[at] as number
      const rate = made > 0 ? sold / made : 0
      const sum = sums[channel] as { sum: number; squares: number }
      sum.sum += rate - before
      sum.squares += (rate - before) ** 2
      before = rate
    })
  }
  const means = sums.map(({ sum }) => sum / draws)
  const errors = sums.map(({ squares }, index) => {
    const variance = Math.max(0, squares / draws - (means[index] as number) ** 2)
    return Math.sqrt(variance / Math.max(1, draws - 1))
  })
  const named = (values: readonly number[]) =>
    Object.fromEntries(channels.map((channel, index) => [channel, values[index] as number]))
  return { contribution: named(means), se: named(errors) }
}

function shuffle(order: number[], random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const held = order[last] as number
    order[last] = order[other] as number
    order[other] = held
  }
}
