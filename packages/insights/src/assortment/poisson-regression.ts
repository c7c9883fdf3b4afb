import { CholeskyDecomposition, Matrix } from 'ml-matrix'

/** A fitted regression of counts. */
export interface PoissonFit {
  readonly coefficients: readonly number[]
  /** The larger of two sandwiches: rows of one group are alike, and rows that follow each other are (Newey, West 1987). */
  readonly standardErrors: readonly number[]
  /** Groups less columns: so few are what the fit really rests on. */
  readonly degrees: number
}

/** Which rows are alike. */
export interface Dependence {
  /** So many rows that follow each other. */
  readonly lags: number
  /** By row, a number of its group. */
  readonly groups: readonly number[]
}

/** Rounds of Newton's method; it converges in about eight. */
const ROUNDS = 50

/**
 * Fits counts to exp(offset + x·β) by quasi-likelihood. Rows follow each other in time. Undefined where the columns say the same, the
 * groups are no more than the columns, or nothing settles.
 */
export function fitPoisson(
  counts: Float64Array,
  rows: readonly (readonly number[])[],
  offsets: Float64Array,
  dependence: Dependence,
): PoissonFit | undefined {
  const width = rows[0]?.length ?? 0
  if (new Set(dependence.groups).size <= width) return undefined
  const weighted = offsets.reduce((sum, offset) => sum + Math.exp(offset), 0)
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (!(total > 0) || !(weighted > 0)) return undefined
  // The first column is the constant.
  let beta = Array.from({ length: width }, (_, at) => (at === 0 ? Math.log(total / weighted) : 0))
  const meanOf = (row: readonly number[], at: number) =>
    Math.exp(Math.min(50, offsets[at]! + row.reduce((sum, x, column) => sum + x * beta[column]!, 0)))
  for (let round = 0; round < ROUNDS; round++) {
    const means = rows.map(meanOf)
    const slope = new Matrix(width, 1)
    rows.forEach((row, at) => {
      const error = counts[at]! - means[at]!
      for (let column = 0; column < width; column++) slope.set(column, 0, slope.get(column, 0) + row[column]! * error)
    })
    const information = crossed(rows, (at) => means[at]!)
    const cholesky = new CholeskyDecomposition(information)
    if (!cholesky.isPositiveDefinite()) return undefined
    const step = cholesky.solve(slope).to1DArray()
    // A step that is too long overshoots: at most one in any direction.
    const scale = Math.min(1, 1 / Math.max(...step.map(Math.abs), 1e-300))
    beta = beta.map((value, column) => value + scale * step[column]!)
    if (beta.some((value) => !Number.isFinite(value))) return undefined
    if (Math.max(...step.map(Math.abs)) < 1e-9) return sandwich(rows, counts, rows.map(meanOf), beta, dependence)
  }
  return undefined
}

function sandwich(
  rows: readonly (readonly number[])[],
  counts: Float64Array,
  means: readonly number[],
  beta: readonly number[],
  { lags, groups }: Dependence,
): PoissonFit | undefined {
  const width = beta.length
  const cholesky = new CholeskyDecomposition(crossed(rows, (at) => means[at]!))
  if (!cholesky.isPositiveDefinite()) return undefined
  const bread = cholesky.solve(Matrix.eye(width))
  const scores = rows.map((row, at) => row.map((x) => x * (counts[at]! - means[at]!)))
  const follow = new Matrix(width, width)
  for (let lag = 0; lag <= lags; lag++) {
    const weight = lag === 0 ? 0.5 : 1 - lag / (lags + 1)
    for (let at = lag; at < scores.length; at++) {
      addProduct(follow, scores[at]!, scores[at - lag]!, weight)
      addProduct(follow, scores[at - lag]!, scores[at]!, weight)
    }
  }
  const sums = new Map<number, number[]>()
  scores.forEach((score, at) => {
    const known = sums.get(groups[at]!) ?? score.map(() => 0)
    sums.set(
      groups[at]!,
      known.map((sum, column) => sum + score[column]!),
    )
  })
  const within = new Matrix(width, width)
  for (const sum of sums.values()) addProduct(within, sum, sum, 1)
  const scale = [rows.length / (rows.length - width), sums.size / (sums.size - 1)] as const
  const [byTime, byGroup] = [follow, within].map((meat) => bread.mmul(meat).mmul(bread)) as [Matrix, Matrix]
  const standardErrors = beta.map((_, at) =>
    Math.sqrt(Math.max(0, byTime.get(at, at) * scale[0], byGroup.get(at, at) * scale[1])),
  )
  const degrees = sums.size - width
  return standardErrors.some((error) => !(error > 0)) ? undefined : { coefficients: beta, standardErrors, degrees }
}

function addProduct(matrix: Matrix, a: readonly number[], b: readonly number[], weight: number): void {
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) matrix.set(i, j, matrix.get(i, j) + weight * a[i]! * b[j]!)
  }
}

function crossed(rows: readonly (readonly number[])[], weight: (at: number) => number): Matrix {
  const width = rows[0]?.length ?? 0
  const matrix = new Matrix(width, width)
  rows.forEach((row, at) => {
    const by = weight(at)
    for (let i = 0; i < width; i++) {
      for (let j = 0; j <= i; j++) matrix.set(i, j, matrix.get(i, j) + by * row[i]! * row[j]!)
    }
  })
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) matrix.set(j, i, matrix.get(i, j))
  return matrix
}
