import type { LifetimeFamily, PurchaseHistory } from './lifetime-model.js'
import { createRising, hypergeometricOfOne } from './special.js'

/** Nodes and weights of Gauss and Legendre on [0, 1], eight points. */
const NODES = [
  [0.019855071751231884, 0.05061426814518813],
  [0.10166676129318664, 0.11119051722668724],
  [0.2372337950418355, 0.15685332293894363],
  [0.4082826787521751, 0.181341891689181],
  [0.591717321247825, 0.181341891689181],
  [0.7627662049581645, 0.15685332293894363],
  [0.8983332387068134, 0.11119051722668724],
  [0.9801449282487681, 0.05061426814518813],
] as const

/**
 * Pareto/NBD: purchases at a rate that is Gamma(r, alpha) over customers, until one leaves, at any moment, at a rate that is
 * Gamma(s, beta). Schmittlein, Morrison, Colombo 1987; likelihood as in Fader and Hardie 2005, "A note on deriving the Pareto/NBD
 * model", with its hypergeometric functions turned by Euler's transformation into ones that neither overflow nor cancel.
 */
export const PARETO_NBD: LifetimeFamily<'r' | 'alpha' | 's' | 'beta'> = {
  name: 'pareto_nbd',
  parameters: ['r', 'alpha', 's', 'beta'],
  leaving: ['s', 'beta'],
  starts: (meanT) => [
    [0.5, meanT / 3, 0.6, meanT / 3],
    [1, meanT, 0.5, meanT],
    [2, meanT / 2, 1, 3 * meanT],
  ],
  create([r = 1, alpha = 1, s = 1, beta = 1]) {
    const rising = createRising(r)
    const start = r * Math.log(alpha) + s * Math.log(beta)
    const logStayed = (x: number, t: number) => -(r + x) * Math.log(alpha + t) - s * Math.log(beta + t)
    /** Chance of leaving after t, against that of staying until t. */
    const after = (x: number, t: number) => {
      const sum = r + s + x
      return alpha >= beta
        ? (s / sum) * hypergeometricOfOne(r + x, sum + 1, (alpha - beta) / (alpha + t))
        : (s / sum) * ((alpha + t) / (beta + t)) * hypergeometricOfOne(s + 1, sum + 1, (beta - alpha) / (beta + t))
    }
    /** ln of the odds of having left between the last purchase and now. */
    const odds = ({ x, t_x, T }: PurchaseHistory) => {
      if (T <= t_x) return Number.NEGATIVE_INFINITY
      const gap = logStayed(x, T) - logStayed(x, t_x)
      return Math.log(Math.max(0, after(x, t_x) - after(x, T) * Math.exp(gap))) - gap
    }
    const pAlive = (history: PurchaseHistory) => 1 / (1 + Math.exp(odds(history)))
    const span = (from: number, weeks: number) => {
      const power = (1 - s) * Math.log1p(weeks / from)
      return Math.abs(power) < 1e-8 ? from * Math.log1p(weeks / from) : (from * Math.expm1(power)) / (1 - s)
    }
    return {
      logLikelihood(history) {
        const left = odds(history)
        const stayed = rising(history.x) + start + logStayed(history.x, history.T)
        return stayed + (left > 700 ? left : Math.log1p(Math.exp(left)))
      },
      pAlive,
      expected: (history, weeks) =>
        pAlive(history) * ((r + history.x) / (alpha + history.T)) * span(beta + history.T, weeks),
      buysWithin({ x, T }, weeks) {
        const [shape, rate] = [r + x, alpha + T]
        const last = -shape * Math.log1p(weeks / rate)
        const width = -Math.expm1(last)
        // In w, the chance of no purchase until then, the integrand is but the chance of still being there.
        return NODES.reduce((sum, [node, weight]) => {
          const later = rate * Math.expm1(-Math.log1p(-width * node) / shape)
          return sum + weight * width * Math.exp(-s * Math.log1p(later / (beta + T)))
        }, 0)
      },
      expectedOfNew: (weeks) => (r / alpha) * span(beta, weeks),
    }
  },
}
