import { EndcapError } from '@endcap/core'
import { Matrix } from 'ml-matrix'

/** Columns of numbers that explain an outcome, without the one of ones. */
export interface Design {
  readonly names: readonly string[]
  /** A row each. */
  readonly rows: readonly (readonly number[])[]
}

/** A design with its columns around 0 and of length 1, so that numbers of any size keep their digits; and the way back. */
export interface Scaled {
  readonly x: Matrix
  readonly means: readonly number[]
  readonly lengths: readonly number[]
  /** Coefficients of the design as it was, the constant first, from those of the scaled one. */
  readonly back: Matrix
}

/** Scales a design; throws `value-invalid` for a column that is the same in every row. */
export function scaleDesign({ names, rows }: Design): Scaled {
  const n = rows.length
  const means = names.map((_, j) => rows.reduce((sum, row) => sum + (row[j] as number), 0) / n)
  const lengths = names.map((name, j) => {
    const length = Math.sqrt(rows.reduce((sum, row) => sum + ((row[j] as number) - (means[j] as number)) ** 2, 0))
    if (length > 1e-12 * Math.abs(means[j] as number) * Math.sqrt(n)) return length
    throw new EndcapError('value-invalid', `${name} is the same in every row: leave it out`)
  })
  const x = Matrix.zeros(n, names.length + 1)
  rows.forEach((row, i) => {
    x.set(i, 0, 1 / Math.sqrt(n))
    row.forEach((value, j) => {
      x.set(i, j + 1, (value - (means[j] as number)) / (lengths[j] as number))
    })
  })
  const back = Matrix.zeros(names.length + 1, names.length + 1)
  back.set(0, 0, 1 / Math.sqrt(n))
  names.forEach((_, j) => {
    back.set(0, j + 1, -(means[j] as number) / (lengths[j] as number))
    back.set(j + 1, j + 1, 1 / (lengths[j] as number))
  })
  return { x, means, lengths, back }
}

/** Throws `value-invalid` naming the first column that the ones before it tell already, by the triangle of a QR decomposition. */
export function checkRank(triangle: Matrix, names: readonly string[]): void {
  for (let j = 1; j <= names.length; j++) {
    if (Math.abs(triangle.get(j, j)) > 1e-9) continue
    throw new EndcapError(
      'value-invalid',
      `${names[j - 1]} is told already by ${names.slice(0, j - 1).join(', ')}: leave it out`,
    )
  }
}
