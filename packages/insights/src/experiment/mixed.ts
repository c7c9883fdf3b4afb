/** Visitors who were exposed to several arms. They are in none, but many of them mean that ids or weights are not kept. */
export interface MixedExposure {
  readonly visitors: number
  /** Of all exposed visitors, 0–1. Undefined when nobody was exposed. */
  readonly share: number | undefined
  /** Worth a look: more than {@link MIXED_WARNING}. */
  readonly warning: boolean
  /** More than {@link MIXED_ALARM}: who is left is a chosen few, and the verdict is withheld. */
  readonly alarm: boolean
}

export const MIXED_WARNING = 0.01
export const MIXED_ALARM = 0.05
/** A share of fewer visitors than this says nothing. */
const FEWEST = 10

/** `kept` are the visitors of exactly one arm. */
export function checkMixed(mixed: number, kept: number): MixedExposure {
  const all = mixed + kept
  const share = all > 0 ? mixed / all : undefined
  const above = (level: number) => mixed >= FEWEST && (share as number) > level
  return { visitors: mixed, share, warning: above(MIXED_WARNING), alarm: above(MIXED_ALARM) }
}
