import { buysWithin, expectedWhileBuying, silence } from './beta-geometric.js'
import type { LifetimeFamily } from './lifetime-model.js'
import { createRising, logBeta } from './special.js'

/**
 * Beta-geometric/NBD: purchases at a rate that is Gamma(r, alpha) over customers; after each repeat purchase one leaves with a chance
 * that is Beta(a, b). Fader, Hardie, Lee 2005, Marketing Science 24. Nobody can have left before the first repeat purchase.
 */
export const BG_NBD: LifetimeFamily<'r' | 'alpha' | 'a' | 'b'> = {
  name: 'bg_nbd',
  parameters: ['r', 'alpha', 'a', 'b'],
  leaving: ['a', 'b'],
  starts: (meanT) => [
    [0.3, meanT / 8, 0.8, 2.5],
    [1, meanT / 2, 0.3, 3],
    [2, meanT, 2, 10],
  ],
  create([r = 1, alpha = 1, a = 1, b = 1]) {
    const rising = createRising(r)
    const start = r * Math.log(alpha) - logBeta(a, b)
    /** ln of the odds of having left. */
    const odds = (history: Parameters<typeof silence>[2]) =>
      history.x === 0
        ? Number.NEGATIVE_INFINITY
        : Math.log(a) - Math.log(b + history.x - 1) + silence(r, alpha, history)
    const pAlive = (history: Parameters<typeof silence>[2]) => 1 / (1 + Math.exp(odds(history)))
    return {
      logLikelihood(history) {
        const { x, T } = history
        const stayed = rising(x) + start + logBeta(a, b + x) - (r + x) * Math.log(alpha + T)
        const left = odds(history)
        return stayed + (left > 700 ? left : Math.log1p(Math.exp(left)))
      },
      pAlive,
      expected: (history, weeks) =>
        pAlive(history) *
        expectedWhileBuying({ shape: r + history.x, rate: alpha + history.T, a, b: b + history.x }, weeks),
      buysWithin: ({ x, T }, weeks) => buysWithin(r + x, alpha + T, weeks),
      expectedOfNew: (weeks) => expectedWhileBuying({ shape: r, rate: alpha, a, b }, weeks),
    }
  },
}
