/** A symmetric matrix that is not positive definite has no such factor. */
export class NotPositiveError extends Error {
  override readonly name = 'NotPositiveError'
}

/** Inverse of a symmetric positive definite matrix of a few rows, by Cholesky. Rows of numbers in, rows out. */
export function invert(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length
  const lower = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  const at = (rows: readonly (readonly number[])[], i: number, j: number): number => (rows[i] as number[])[j] as number
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(matrix, i, j)
      for (let k = 0; k < j; k++) sum -= at(lower, i, k) * at(lower, j, k)
      if (i === j && !(sum > 0)) throw new NotPositiveError(`row ${i}`)
      ;(lower[i] as number[])[j] = i === j ? Math.sqrt(sum) : sum / at(lower, j, j)
    }
  }
  return transpose(
    Array.from({ length: n }, (_, column) => {
      const solved = new Array<number>(n).fill(0)
      for (let i = 0; i < n; i++) {
        let sum = i === column ? 1 : 0
        for (let k = 0; k < i; k++) sum -= at(lower, i, k) * (solved[k] as number)
        solved[i] = sum / at(lower, i, i)
      }
      for (let i = n - 1; i >= 0; i--) {
        let sum = solved[i] as number
        for (let k = i + 1; k < n; k++) sum -= at(lower, k, i) * (solved[k] as number)
        solved[i] = sum / at(lower, i, i)
      }
      return solved
    }),
  )
}

/** A matrix times a vector. */
export function multiply(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, k) => sum + value * (vector[k] as number), 0))
}

function transpose(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((_, i) => rows.map((row) => row[i] as number))
}
