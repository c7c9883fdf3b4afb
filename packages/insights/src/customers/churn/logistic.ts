import { invert, multiply } from '../../learn/linear.js'
import { type Classifier, chanceOf, type Labelled } from './classifier.js'

/** Penalty on standardised coefficients, so that columns which say the same share their weight. */
const RIDGE = 1

/** Counts and money are skewed: logarithms, the sign kept. */
const bend = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value))

/** A chance is linear in its odds; far out they tell nothing more. */
const odds = (chance: number): number => {
  const inside = Math.min(1 - 1e-4, Math.max(1e-4, chance))
  return Math.log(inside / (1 - inside))
}

/** Logistic regression on standardised logarithms, of `chances`, which are columns, on log odds, with a ridge, by Newton's method (iteratively reweighted least squares). */
export function fitLogistic({ rows, labels }: Labelled, chances: readonly number[] = []): Classifier {
  const columns = rows[0]?.length ?? 0
  const straighten = (row: readonly number[]) =>
    row.map((value, column) => (chances.includes(column) ? odds(value) : bend(value)))
  const bent = rows.map(straighten)
  const means = Array.from(
    { length: columns },
    (_, j) => bent.reduce((sum, row) => sum + (row[j] ?? 0), 0) / rows.length,
  )
  const deviations = means.map((mean, j) =>
    Math.sqrt(bent.reduce((sum, row) => sum + ((row[j] ?? 0) - mean) ** 2, 0) / rows.length),
  )
  const standard = (row: readonly number[]) =>
    row.map((value, j) => ((deviations[j] ?? 0) > 1e-12 ? (value - (means[j] ?? 0)) / (deviations[j] ?? 1) : 0))
  const design = bent.map((row) => [1, ...standard(row)])
  const size = columns + 1
  let beta = new Array<number>(size).fill(0)
  for (let step = 0; step < 50; step += 1) {
    const slope = beta.map((value, j) => (j === 0 ? 0 : -RIDGE * value))
    const bends = beta.map((_, i) => beta.map((__, j) => (i === j ? (i === 0 ? 1e-9 : RIDGE) : 0)))
    design.forEach((row, at) => {
      const chance = chanceOf(row.reduce((sum, value, j) => sum + value * (beta[j] ?? 0), 0))
      const weight = chance * (1 - chance)
      for (let i = 0; i < size; i += 1) {
        slope[i] = (slope[i] ?? 0) + (row[i] ?? 0) * ((labels[at] ?? 0) - chance)
        const line = bends[i] as number[]
        for (let j = 0; j < size; j += 1) line[j] = (line[j] ?? 0) + weight * (row[i] ?? 0) * (row[j] ?? 0)
      }
    })
    const move = multiply(invert(bends), slope)
    beta = beta.map((value, j) => value + Math.max(-4, Math.min(4, move[j] ?? 0)))
    if (Math.max(...move.map(Math.abs)) < 1e-10) break
  }
  const contributions = (row: readonly number[]) =>
    standard(straighten(row)).map((value, j) => value * (beta[j + 1] ?? 0))
  return {
    contributions,
    score: (row) => contributions(row).reduce((sum, value) => sum + value, beta[0] ?? 0),
  }
}
