import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { normalQuantile } from '../../experiment/distribution.js'
import { createRandom } from '../../random.js'
import type { ResponseFit } from './response.js'
import type { ShrunkReturn } from './shrunk-return.js'

/** Revenue a week of a channel by its spend a week, as one draw of what is not known has it. */
export interface Curve {
  readonly revenue: (spend: number) => number
  readonly marginal: (spend: number) => number
}

/** What a channel's curve is drawn from. */
export type CurveSource =
  | { readonly kind: 'fitted'; readonly fit: ResponseFit; readonly at: number }
  | {
      readonly kind: 'attributed'
      readonly shrunk: ShrunkReturn
      /** Spend a week that the return was seen at. */
      readonly current: number
      /** By how many per cent revenue grows with a per cent more spend. */
      readonly elasticity: number
    }
  /** No order is known to come of it. */
  | { readonly kind: 'nothing' }

/** How far on both sides of the assumed elasticity the truth may lie. */
export const ELASTICITY_REACH = 0.25

/** Curves of all channels, so many times: channels of one fit are drawn together. */
export function drawCurves(sources: readonly CurveSource[], draws: number, seed = 1): Curve[][] {
  const random = createRandom(seed)
  const normal = () => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, random())))
  const fit = sources.find((source) => source.kind === 'fitted')?.fit
  const root = fit && rootOf(fit.covariance)
  return Array.from({ length: draws }, () => {
    const noise = fit?.beta.map(normal) ?? []
    const beta = fit?.beta.map((value, row) => {
      const shift = noise.reduce((sum, z, column) => sum + z * (root?.get(row, column) ?? 0), 0)
      // Advertising that lowers sales is taken as noise.
      return Math.max(0, value + shift)
    })
    return sources.map((source) => {
      if (source.kind === 'nothing') return logCurve(0, 1)
      if (source.kind === 'fitted') return logCurve(beta?.[source.at] ?? 0, source.fit.kappa[source.at] ?? 1)
      const { shrunk, current, elasticity } = source
      const drawn = elasticity + (2 * random() - 1) * ELASTICITY_REACH
      return powerCurve(
        current * Math.exp(shrunk.mean + shrunk.deviation * normal()),
        current,
        Math.min(0.99, Math.max(0.01, drawn)),
      )
    })
  })
}

/** β ln(1 + x ÷ κ). */
function logCurve(beta: number, kappa: number): Curve {
  return { revenue: (spend) => beta * Math.log(1 + spend / kappa), marginal: (spend) => beta / (kappa + spend) }
}

/** R (x ÷ x₀)^e. */
function powerCurve(revenue: number, current: number, elasticity: number): Curve {
  return {
    revenue: (spend) => revenue * (spend / current) ** elasticity,
    marginal: (spend) => ((elasticity * revenue) / current) * (spend / current) ** (elasticity - 1),
  }
}

function rootOf(covariance: readonly (readonly number[])[]): Matrix {
  const matrix = new Matrix(
    covariance.map((row, a) => row.map((value, b) => (value + (covariance[b]?.[a] ?? value)) / 2)),
  )
  const cholesky = new CholeskyDecomposition(matrix)
  if (cholesky.isPositiveDefinite()) return cholesky.lowerTriangularMatrix
  return Matrix.diag(covariance.map((row, at) => Math.sqrt(Math.max(0, row[at] ?? 0))))
}
