import { normalBelow, normalQuantile } from '../../experiment/distribution.js'

/** Sums over people of sessions (`s`) and sessions with an order (`o`): through one channel, and `S`, `O` through all. */
export interface ConversionSums {
  readonly people: number
  readonly s: number
  readonly o: number
  readonly ss: number
  readonly so: number
  readonly oo: number
  /** Products of a person's part through the channel with the person's whole. */
  readonly sS: number
  readonly sO: number
  readonly oS: number
  readonly oO: number
}

/** The same of all channels together: only sums of wholes. */
export interface WholeSums {
  readonly S: number
  readonly O: number
  readonly SS: number
  readonly SO: number
  readonly OO: number
}

/** A rate with its interval. */
export interface RateInterval {
  readonly rate: number
  readonly low: number
  readonly high: number
}

/** How a channel's conversion differs from that of all others. */
export interface Contrast {
  readonly own: RateInterval
  /** Of sessions through all other channels; undefined where there are none. */
  readonly rest: number | undefined
  /** Own less rest, with its interval. */
  readonly difference: number | undefined
  readonly low: number | undefined
  readonly high: number | undefined
  /** Two-sided. */
  readonly p: number
}

/**
 * Conversion of a channel's sessions against that of all other sessions. A person may come often and through several channels, so the
 * variance is that of sums over people (ratio estimate, linearised), not of sessions.
 */
export function contrastConversion(own: ConversionSums, whole: WholeSums, alpha = 0.05): Contrast {
  const z = normalQuantile(1 - alpha / 2)
  const { s, o, ss, so, oo, sS, sO, oS, oO } = own
  const rate = o / s
  const ownVariance = (oo - 2 * rate * so + rate * rate * ss) / (s * s)
  const half = z * Math.sqrt(Math.max(0, ownVariance))
  const ownInterval = { rate, low: Math.max(0, rate - half), high: Math.min(1, rate + half) }
  const [restS, restO] = [whole.S - s, whole.O - o]
  if (restS <= 0)
    return { own: ownInterval, rest: undefined, difference: undefined, low: undefined, high: undefined, p: 1 }
  const rest = restO / restS
  // A person's rest is the whole less the part, so its squares and products follow.
  const restOO = whole.OO - 2 * oO + oo
  const restSO = whole.SO - oS - sO + so
  const restSS = whole.SS - 2 * sS + ss
  const restVariance = (restOO - 2 * rest * restSO + rest * rest * restSS) / (restS * restS)
  const crossOO = oO - oo
  const crossOS = oS - so
  const crossSO = sO - so
  const crossSS = sS - ss
  const covariance = (crossOO - rest * crossOS - rate * crossSO + rate * rest * crossSS) / (s * restS)
  const variance = Math.max(0, ownVariance + restVariance - 2 * covariance)
  const difference = rate - rest
  const reach = z * Math.sqrt(variance)
  return {
    own: ownInterval,
    rest,
    difference,
    low: difference - reach,
    high: difference + reach,
    p: variance > 0 ? 2 * normalBelow(-Math.abs(difference) / Math.sqrt(variance)) : 1,
  }
}
