import type { Random } from '@endcap/core'
import { randomBeta, randomExponential, randomGamma, randomPoisson } from 'd3-random'

/** Numbers of known distributions, drawn from one source of chance. */
export interface Draw {
  /** In [0, 1). */
  unit(): number
  /** True with that chance. */
  is(chance: number): boolean
  /** A whole number from 0 to below `count`. */
  below(count: number): number
  gamma(shape: number, rate: number): number
  beta(a: number, b: number): number
  poisson(mean: number): number
  /** A waiting time; `Infinity` at a rate of 0. */
  wait(rate: number): number
  /** An index with a chance in proportion to its weight, of running totals. */
  pick(totals: Float64Array): number
}

/** Draws by d3-random, so that the distributions are not our own. */
export function createDraw(random: Pick<Random, 'unit'>): Draw {
  const unit = () => random.unit()
  return {
    unit,
    is: (chance) => unit() < chance,
    below: (count) => Math.floor(unit() * count),
    gamma: (shape, rate) => randomGamma.source(unit)(shape, 1 / rate)(),
    beta: (a, b) => randomBeta.source(unit)(a, b)(),
    poisson: (mean) => (mean > 0 ? randomPoisson.source(unit)(mean)() : 0),
    wait: (rate) => (rate > 0 ? randomExponential.source(unit)(rate)() : Number.POSITIVE_INFINITY),
    pick(totals) {
      const at = unit() * (totals.at(-1) ?? 0)
      let [low, high] = [0, totals.length - 1]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((totals[middle] as number) > at) high = middle
        else low = middle + 1
      }
      return low
    },
  }
}

/** Running totals of weights, for {@link Draw.pick}. */
export function totalsOf(weights: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(weights, (weight) => {
    sum += weight
    return sum
  })
}

/** Uniform in [0, 1), the same for the same whole numbers: what stands fast without being kept. */
export function chanceOf(seed: number, ...keys: readonly number[]): number {
  return seedOf(seed, ...keys) / 2 ** 32
}

/**
 * A seed of its own for the same whole numbers, 32 bits. The first is stirred before a key comes to it: by an exclusive or alone
 * the people of one seed would be those of the next in another order.
 */
export function seedOf(seed: number, ...keys: readonly number[]): number {
  return keys.reduce((hash, key) => stir(hash ^ key), stir(seed)) >>> 0
}

/** A step that spreads every bit over all: lowbias32 (Wellons 2018) behind a multiplication by the golden ratio. */
function stir(value: number): number {
  let hash = Math.imul(value, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return hash ^ (hash >>> 16)
}
