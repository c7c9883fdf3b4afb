import { normalQuantile } from '../experiment/distribution.js'

/** A share with its interval. */
export interface Share {
  readonly count: number
  readonly of: number
  /** 0–1; undefined where there is nothing to divide by. */
  readonly rate: number | undefined
  readonly low: number | undefined
  readonly high: number | undefined
}

/** A share with Wilson's score interval (Wilson 1927): it stays within 0 and 1, and is right for small counts too. */
export function shareOf(count: number, of: number, alpha = 0.05): Share {
  if (!(of > 0)) return { count, of, rate: undefined, low: undefined, high: undefined }
  const z = normalQuantile(1 - alpha / 2)
  const rate = count / of
  const middle = (rate + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of))
  return { count, of, rate, low: count === 0 ? 0 : middle - half, high: count === of ? 1 : middle + half }
}
