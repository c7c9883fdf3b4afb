/**
 * What leaves the database for one metric in one arm: counts, sums and sums of products over visitors. Four variables a
 * visitor, in this order: `y` numerator, `d` denominator (1 for a metric per visitor), `x` numerator before the exposure,
 * `w` denominator before it (1 for a metric per visitor, of new visitors too, whose `x` is 0). Where the past was not asked for
 * every `x` and `w` is 0.
 *
 * Sums are plain, about zero: a variance loses log₁₀(1 + mean² ÷ variance) of a double's 16 digits, which for anything that
 * visitors do is at most a few. No moment in time or other large offset belongs in here.
 */
export interface MetricMoments {
  readonly visitors: number
  readonly sums: readonly [y: number, d: number, x: number, w: number]
  /** Upper triangle by rows: yy, yd, yx, yw, dd, dx, dw, xx, xw, ww. Exactly ten. */
  readonly products: readonly number[]
}

/** Nobody. */
export const NO_MOMENTS: MetricMoments = {
  visitors: 0,
  sums: [0, 0, 0, 0],
  products: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
}

/** Moments of the visitors of both; for visitors that are in neither twice. */
export function addMoments(a: MetricMoments, b: MetricMoments): MetricMoments {
  const [y, d, x, w] = b.sums
  return {
    visitors: a.visitors + b.visitors,
    sums: [a.sums[0] + y, a.sums[1] + d, a.sums[2] + x, a.sums[3] + w],
    products: a.products.map((product, index) => product + (b.products[index] ?? 0)),
  }
}

/** Moments of visitors one by one; for small sets and tests, since a database sums faster. */
export function momentsOf(rows: readonly (readonly [y: number, d?: number, x?: number, w?: number])[]): MetricMoments {
  const sums: [number, number, number, number] = [0, 0, 0, 0]
  const products = [...NO_MOMENTS.products]
  for (const [y, d = 1, x = 0, w = 0] of rows) {
    const visitor = [y, d, x, w] as const
    let at = 0
    for (const [row, value] of visitor.entries()) {
      sums[row as 0] += value
      for (const other of visitor.slice(row)) products[at] = (products[at++] as number) + value * other
    }
  }
  return { visitors: rows.length, sums, products }
}
