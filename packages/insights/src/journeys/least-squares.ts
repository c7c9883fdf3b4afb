import { EndcapError } from '@endcap/core'
import { inverse, Matrix, SingularValueDecomposition } from 'ml-matrix'

/** A straight fit of a column on others. */
export interface LeastSquares {
  readonly coefficients: readonly number[]
  /** Of the coefficients. */
  readonly covariance: readonly (readonly number[])[]
  readonly residuals: readonly number[]
  /** Rows less columns. */
  readonly degrees: number
  /** Variance of the residuals. */
  readonly variance: number
}

/**
 * Ordinary least squares. `rows` are the values of the columns; a constant is a column of ones. Throws `value-invalid` where the columns
 * say the same or there are no more rows than columns.
 */
export function leastSquares(rows: readonly (readonly number[])[], y: readonly number[]): LeastSquares {
  const design = new Matrix(rows.map((row) => [...row]))
  const degrees = design.rows - design.columns
  if (degrees < 1)
    throw new EndcapError('value-invalid', `${design.rows} rows are too few for ${design.columns} columns`)
  // Columns of one size, so that neither a trend in days nor money in thousands makes the inverse rough.
  const scale = Array.from({ length: design.columns }, (_, column) => design.getColumnVector(column).norm() || 1)
  const scaled = Matrix.from1DArray(
    design.rows,
    design.columns,
    design.to1DArray().map((value, index) => value / (scale[index % design.columns] as number)),
  )
  const { condition } = new SingularValueDecomposition(scaled)
  if (!(condition < 1e8)) throw new EndcapError('value-invalid', 'columns of the regression say the same')
  const bread = inverse(scaled.transpose().mmul(scaled))
  const beta = bread.mmul(scaled.transpose()).mmul(Matrix.columnVector([...y]))
  const residuals = Matrix.columnVector([...y])
    .sub(scaled.mmul(beta))
    .to1DArray()
  const variance = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / degrees
  return {
    coefficients: beta.to1DArray().map((value, column) => value / (scale[column] as number)),
    covariance: bread
      .to2DArray()
      .map((row, a) => row.map((value, b) => (value * variance) / ((scale[a] as number) * (scale[b] as number)))),
    residuals,
    degrees,
    variance,
  }
}

/**
 * The same for rows in order of time whose residuals go with those of the row before: Prais and Winsten's transformation (1954) by the
 * correlation of the residuals, thrice. `correlation` is 0 where it comes out below.
 */
export function leastSquaresInTime(
  rows: readonly (readonly number[])[],
  y: readonly number[],
): LeastSquares & { readonly correlation: number } {
  let correlation = 0
  let fit = leastSquares(rows, y)
  for (let round = 0; round < 3; round++) {
    const plain = y.map((value, at) => value - dot(rows[at] as readonly number[], fit.coefficients))
    correlation = correlationOf(plain)
    if (correlation === 0) break
    const first = Math.sqrt(1 - correlation ** 2)
    fit = leastSquares(
      rows.map((row, at) =>
        row.map((value, column) => (at === 0 ? value * first : value - correlation * (rows[at - 1]?.[column] ?? 0))),
      ),
      y.map((value, at) => (at === 0 ? value * first : value - correlation * (y[at - 1] ?? 0))),
    )
  }
  return { ...fit, correlation }
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

function correlationOf(residuals: readonly number[]): number {
  const all = residuals.reduce((sum, residual) => sum + residual ** 2, 0)
  const next = residuals.slice(1).reduce((sum, residual, at) => sum + residual * (residuals[at] ?? 0), 0)
  return all > 0 ? Math.min(0.9, Math.max(0, next / all)) : 0
}
