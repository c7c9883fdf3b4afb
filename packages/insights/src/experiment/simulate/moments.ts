/** Sums of a metric over visitors that grow while their values change; shaped as what leaves the database. */
export interface GrowingMoments {
  visitors: number
  /** y, d, x, w. */
  readonly sums: [number, number, number, number]
  /** yy, yd, yx, yw, dd, dx, dw, xx, xw, ww. */
  readonly products: number[]
}

export function createMoments(): GrowingMoments {
  return { visitors: 0, sums: [0, 0, 0, 0], products: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }
}

/** Adds a visitor of whom nothing is known but `x` and `w` from before the exposure. */
export function admit(moments: GrowingMoments, x: number, w: number): void {
  const { sums, products } = moments
  moments.visitors++
  sums[2] += x
  sums[3] += w
  products[7]! += x * x
  products[8]! += x * w
  products[9]! += w * w
}

/** A visitor's y and d go from (`fromY`, `fromD`) to (`y`, `d`). */
export function move(
  { sums, products }: GrowingMoments,
  fromY: number,
  fromD: number,
  y: number,
  d: number,
  x: number,
  w: number,
): void {
  const [moreY, moreD] = [y - fromY, d - fromD]
  sums[0] += moreY
  sums[1] += moreD
  products[0]! += y * y - fromY * fromY
  products[1]! += y * d - fromY * fromD
  products[2]! += moreY * x
  products[3]! += moreY * w
  products[4]! += d * d - fromD * fromD
  products[5]! += moreD * x
  products[6]! += moreD * w
}
