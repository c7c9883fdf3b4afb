/** A day in milliseconds. */
export const DAY_MS = 864e5

/**
 * 2^(−age / half-life), in steps of 1/64 of a half-life: 1 when new (or from the future), towards 0 with age.
 * Built from × alone, by squaring the 64th root of ½: `Math.pow` and `exp` differ in the last bit between engines.
 */
export function decay(ageMs: number, halfLifeMs: number): number {
  let factor = 1
  let power = 0.9892280131939755
  for (let steps = Math.min((ageMs / halfLifeMs) * 64, 1e5); steps >= 1; steps /= 2) {
    if (steps & 1) factor *= power
    power *= power
  }
  return factor
}
