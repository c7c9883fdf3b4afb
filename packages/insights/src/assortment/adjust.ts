/**
 * Benjamini–Hochberg (1995) where only some of the p-values of a family were computed: the others count as 1, which can only make the
 * answer more careful. In the order given.
 */
export function adjustAmong(ps: Float64Array, tests: number): Float64Array {
  const order = Uint32Array.from(ps, (_, index) => index).sort((a, b) => ps[a]! - ps[b]!)
  const adjusted = new Float64Array(ps.length)
  let reached = 1
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const index = order[rank]!
    reached = Math.min(reached, (ps[index]! * Math.max(tests, ps.length)) / (rank + 1))
    adjusted[index] = reached
  }
  return adjusted
}
