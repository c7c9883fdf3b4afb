/** Of the size of a sale and of the gap between sales. */
const ALPHA = 0.1

/** The mean a day of sales with gaps: size over gap, each smoothed, times 1 − α/2. 0 where nothing was sold. */
export function crostonSba(values: Float64Array): number {
  let [size, gap, since] = [Number.NaN, Number.NaN, 0]
  for (const value of values) {
    since++
    if (value <= 0) continue
    size = Number.isNaN(size) ? value : size + ALPHA * (value - size)
    gap = Number.isNaN(gap) ? since : gap + ALPHA * (since - gap)
    since = 0
  }
  return Number.isNaN(size) ? 0 : (1 - ALPHA / 2) * (size / gap)
}

/** The same with the chance of a sale, which moves on days without one too: what is sold no more goes to 0. */
export function tsb(values: Float64Array): number {
  const sold = values.filter((value) => value > 0)
  if (sold.length === 0) return 0
  let size = sold[0]!
  let chance = sold.length / values.length
  for (const value of values) {
    if (value > 0) size += ALPHA * (value - size)
    chance += (ALPHA / 2) * (Number(value > 0) - chance)
  }
  return chance * size
}
