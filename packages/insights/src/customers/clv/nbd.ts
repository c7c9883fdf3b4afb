import { buysWithin } from './beta-geometric.js'
import type { LifetimeFamily } from './lifetime-model.js'
import { createRising } from './special.js'

/** Negative binomial: purchases at a rate that is Gamma(r, alpha) over customers, and nobody ever leaves. Ehrenberg 1959. */
export const NBD: LifetimeFamily<'r' | 'alpha'> = {
  name: 'nbd',
  parameters: ['r', 'alpha'],
  leaving: [],
  starts: (meanT) => [
    [0.5, meanT / 3],
    [2, meanT],
  ],
  create([r = 1, alpha = 1]) {
    const rising = createRising(r)
    const start = r * Math.log(alpha)
    return {
      logLikelihood: ({ x, T }) => rising(x) + start - (r + x) * Math.log(alpha + T),
      pAlive: () => 1,
      expected: ({ x, T }, weeks) => ((r + x) / (alpha + T)) * weeks,
      buysWithin: ({ x, T }, weeks) => buysWithin(r + x, alpha + T, weeks),
      expectedOfNew: (weeks) => (r / alpha) * weeks,
    }
  },
}
