import { normalQuantile } from '../experiment/distribution.js'
import { ranksOf } from './value-score.js'

/**
 * Draws points as they would be if all were of one crowd: each column has the values of the data, any two go together as in the data
 * (the same rank correlation, a Gaussian copula), and there are no lumps beyond that. Takes uniform chance.
 */
export function createOneCrowd(points: readonly (readonly number[])[]): (random: () => number) => number[][] {
  const n = points.length
  const width = points[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, at) => points.map((point) => point[at] as number))
  const sorted = columns.map((column) => Float64Array.from(column).sort())
  const normal = columns.map((column) => ranksOf(column).map((rank) => normalQuantile((rank * (n - 1) + 0.5) / n)))
  return (random) => {
    // Sums of the rows with chance weights have exactly the covariance of the rows.
    const drawn = Array.from({ length: width }, () => new Float64Array(n))
    for (let row = 0; row < n; row++) {
      const weights = Float64Array.from({ length: n }, () => gaussian(random) / Math.sqrt(n))
      for (let at = 0; at < width; at++) {
        const from = normal[at] as number[]
        let sum = 0
        for (let other = 0; other < n; other++) sum += (weights[other] as number) * (from[other] as number)
        ;(drawn[at] as Float64Array)[row] = sum
      }
    }
    const values = drawn.map((column, at) => {
      const order = Array.from(column.keys()).sort((a, b) => (column[a] as number) - (column[b] as number))
      const own = new Float64Array(n)
      for (const [place, row] of order.entries()) own[row] = sorted[at]?.[place] as number
      return own
    })
    return Array.from({ length: n }, (_, row) => values.map((column) => column[row] as number))
  }
}

/** Standard normal, by Box and Muller (1958). */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
