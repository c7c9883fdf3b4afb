/** The end of a scale from 0: the next of 1, 2, 2.5, 5, 10 × a power of ten; 1 when there is nothing. */
export function niceMax(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= value) ?? 10
  return step * power
}

/** A share of the width, as SVG wants it: `37.5%`. */
export function percent(ratio: number): string {
  return `${Math.round(Math.min(1, Math.max(0, ratio)) * 10_000) / 100}%`
}
