import { buysWithin, expectedWhileBuying, silence } from './beta-geometric.js'
import type { LifetimeFamily, PurchaseHistory } from './lifetime-model.js'
import { createRising, logBeta } from './special.js'

/**
 * Modified BG/NBD: as BG/NBD, but one may leave after the first purchase already, so that a silent one-time buyer is less and less
 * likely to come back. Batislam, Denizel, Filiztekin 2007, International Journal of Research in Marketing 24.
 */
export const MBG_NBD: LifetimeFamily<'r' | 'alpha' | 'a' | 'b'> = {
  name: 'mbg_nbd',
  parameters: ['r', 'alpha', 'a', 'b'],
  leaving: ['a', 'b'],
  starts: (meanT) => [
    [0.5, meanT / 6, 0.8, 1.5],
    [1, meanT / 2, 0.3, 3],
    [2, meanT, 2, 10],
  ],
  create([r = 1, alpha = 1, a = 1, b = 1]) {
    const rising = createRising(r)
    const start = r * Math.log(alpha) - logBeta(a, b)
    const odds = (history: PurchaseHistory) => Math.log(a) - Math.log(b + history.x) + silence(r, alpha, history)
    const pAlive = (history: PurchaseHistory) => 1 / (1 + Math.exp(odds(history)))
    return {
      logLikelihood(history) {
        const { x, T } = history
        const stayed = rising(x) + start + logBeta(a, b + x + 1) - (r + x) * Math.log(alpha + T)
        const left = odds(history)
        return stayed + (left > 700 ? left : Math.log1p(Math.exp(left)))
      },
      pAlive,
      expected: (history, weeks) =>
        pAlive(history) *
        expectedWhileBuying({ shape: r + history.x, rate: alpha + history.T, a, b: b + history.x + 1 }, weeks),
      buysWithin: ({ x, T }, weeks) => buysWithin(r + x, alpha + T, weeks),
      expectedOfNew: (weeks) => (b / (a + b)) * expectedWhileBuying({ shape: r, rate: alpha, a, b: b + 1 }, weeks),
    }
  },
}
