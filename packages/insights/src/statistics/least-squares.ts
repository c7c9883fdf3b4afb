import { inverse, Matrix, QrDecomposition } from 'ml-matrix'
import { checkRank, type Design, scaleDesign } from './design.js'

/** A fit by least squares; coefficients with the constant first. */
export interface LeastSquares {
  readonly coefficients: readonly number[]
  /** HC3 (MacKinnon, White 1985): right also where the spread differs from row to row. */
  readonly robustErrors: readonly number[]
  /** For one spread in all rows. */
  readonly errors: readonly number[]
  readonly residuals: readonly number[]
  readonly fitted: readonly number[]
  readonly residualSd: number
  readonly rSquared: number
  /** Variance inflation of each column, without the constant. */
  readonly vif: readonly number[]
}

/** Ordinary least squares by Householder's QR. Throws `value-invalid` for columns that cannot be told apart. */
export function fitLeastSquares(design: Design, outcome: readonly number[]): LeastSquares {
  const { x, back } = scaleDesign(design)
  const [n, k] = [x.rows, x.columns]
  const qr = new QrDecomposition(x)
  const triangle = qr.upperTriangularMatrix
  checkRank(triangle, design.names)
  const mean = outcome.reduce((sum, value) => sum + value, 0) / n
  const centred = Matrix.columnVector(outcome.map((value) => value - mean))
  const own = qr.solve(centred)
  const fittedAround = x.mmul(own).to1DArray()
  const residuals = centred.to1DArray().map((value, i) => value - (fittedAround[i] as number))
  const coefficients = back.mmul(own).to1DArray()
  coefficients[0] = (coefficients[0] as number) + mean
  const up = inverse(triangle)
  const bread = up.mmul(up.transpose())
  const q = x.mmul(up)
  const squares = residuals.reduce((sum, value) => sum + value ** 2, 0)
  const total = centred.to1DArray().reduce((sum, value) => sum + value ** 2, 0)
  const variance = squares / (n - k)
  const weighed = x.clone()
  for (let i = 0; i < n; i++) {
    const leverage = q.getRow(i).reduce((sum, value) => sum + value ** 2, 0)
    // A row that decides its own fit has no residual to judge it by.
    const left = Math.max(1 - leverage, 1e-12)
    weighed.mulRow(i, leverage > 1 - 1e-9 ? 0 : (residuals[i] as number) / left)
  }
  const meat = weighed.transpose().mmul(weighed)
  return {
    coefficients,
    robustErrors: errorsOf(back, bread.mmul(meat).mmul(bread)),
    errors: errorsOf(back, bread.clone().mul(variance)),
    residuals,
    fitted: fittedAround.map((value) => value + mean),
    residualSd: Math.sqrt(variance),
    rSquared: total > 0 ? 1 - squares / total : 0,
    vif: design.names.map((_, j) => bread.get(j + 1, j + 1)),
  }
}

/** Standard errors of the coefficients of the design as it was. */
export function errorsOf(back: Matrix, covariance: Matrix): number[] {
  return back
    .mmul(covariance)
    .mmul(back.transpose())
    .diagonal()
    .map((value) => Math.sqrt(Math.max(0, value)))
}
