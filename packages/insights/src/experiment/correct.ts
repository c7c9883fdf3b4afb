/** How p-values of one family are corrected: for the chance of any false alarm, or for the share of alarms that are false. */
export type Correction = 'holm' | 'benjamini-hochberg' | 'bonferroni'

/** Up to so many comparisons any false alarm counts; with more, their share does. */
export const FEW_COMPARISONS = 5

/** Holm for few comparisons, Benjamini–Hochberg for many. */
export function chooseCorrection(comparisons: number): Correction {
  return comparisons <= FEW_COMPARISONS ? 'holm' : 'benjamini-hochberg'
}

/**
 * Adjusted p-values in the order given (Holm 1979; Benjamini, Hochberg 1995). Always-valid p-values stay so under Holm and
 * Bonferroni at every look; Benjamini–Hochberg's rate holds for independent or positively dependent metrics.
 */
export function correctP(ps: readonly number[], correction: Correction): number[] {
  const count = ps.length
  if (correction === 'bonferroni') return ps.map((p) => Math.min(1, p * count))
  const order = ps.map((_, index) => index).sort((a, b) => (ps[a] as number) - (ps[b] as number))
  const adjusted = new Array<number>(count)
  const step = (rank: number, reached: number, better: (a: number, b: number) => number): number => {
    const index = order[rank] as number
    const factor = correction === 'holm' ? count - rank : count / (rank + 1)
    const p = better(reached, Math.min(1, (ps[index] as number) * factor))
    adjusted[index] = p
    return p
  }
  if (correction === 'holm') for (let rank = 0, p = 0; rank < count; rank++) p = step(rank, p, Math.max)
  else for (let rank = count - 1, p = 1; rank >= 0; rank--) p = step(rank, p, Math.min)
  return adjusted
}
