import { EndcapError } from '@endcap/core'
import { inverse, Matrix, QrDecomposition } from 'ml-matrix'
import { checkRank, type Design, scaleDesign } from './design.js'
import { errorsOf } from './least-squares.js'

/** A fit of the log odds; coefficients with the constant first. */
export interface Logistic {
  readonly coefficients: readonly number[]
  readonly errors: readonly number[]
  readonly logLikelihood: number
  /** Of the constant alone. */
  readonly nullLogLikelihood: number
  readonly fitted: readonly number[]
}

const MOST_ROUNDS = 50

/**
 * Logistic regression by iteratively reweighted least squares (McCullagh, Nelder 1989). `outcome` is of zeros and ones. Throws
 * `value-invalid` where a column tells the outcome without fail, so that its coefficient has no end.
 */
export function fitLogistic(design: Design, outcome: readonly number[]): Logistic {
  const { x, back } = scaleDesign(design)
  const [n, k] = [x.rows, x.columns]
  checkRank(new QrDecomposition(x).upperTriangularMatrix, design.names)
  const share = outcome.reduce((sum, value) => sum + value, 0) / n
  if (share === 0 || share === 1) {
    throw new EndcapError('value-invalid', `the outcome is ${share} in all ${n} rows: there is nothing to explain`)
  }
  let own = Matrix.zeros(k, 1)
  own.set(0, 0, Math.log(share / (1 - share)) * Math.sqrt(n))
  let logLikelihood = Number.NEGATIVE_INFINITY
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const odds = x.mmul(own).to1DArray()
    const chances = odds.map(chanceOf)
    const now = likelihood(odds, outcome)
    const { information, score } = step(x, chances, outcome)
    if (Math.abs(now - logLikelihood) <= 1e-12 * Math.abs(now) && round > 1) {
      return {
        coefficients: back.mmul(own).to1DArray(),
        errors: errorsOf(back, inverse(information)),
        logLikelihood: now,
        nullLogLikelihood: n * (share * Math.log(share) + (1 - share) * Math.log(1 - share)),
        fitted: chances,
      }
    }
    logLikelihood = now
    if (now > -1e-6 * n) break
    own = Matrix.add(own, new QrDecomposition(information).solve(score))
    if (own.to1DArray().some((value) => !Number.isFinite(value))) break
  }
  throw new EndcapError(
    'value-invalid',
    `what explains tells the outcome of some rows without fail (${design.names.join(', ')}): such a column has no coefficient; leave it out or count it as it is`,
  )
}

const chanceOf = (odds: number): number => 1 / (1 + Math.exp(-odds))

function likelihood(odds: readonly number[], outcome: readonly number[]): number {
  return odds.reduce((sum, value, i) => {
    const signed = outcome[i] === 1 ? value : -value
    return sum - (signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed)
  }, 0)
}

function step(x: Matrix, chances: readonly number[], outcome: readonly number[]) {
  const weighed = x.clone()
  chances.forEach((chance, i) => {
    weighed.mulRow(i, Math.sqrt(chance * (1 - chance)))
  })
  const off = Matrix.columnVector(chances.map((chance, i) => (outcome[i] as number) - chance))
  return { information: weighed.transpose().mmul(weighed), score: x.transpose().mmul(off) }
}
