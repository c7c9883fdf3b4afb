/** Numbers drawn from a uniform source, as {@link import('../../random.js').createRandom} gives. */
export interface Draw {
  uniform(): number
  /** Mean 0, deviation 1 (Box, Muller 1958). */
  normal(): number
  /** Failures before the first success, when another one follows with chance `ratio`: mean ratio ÷ (1 − ratio). */
  more(ratio: number): number
}

export function createDraw(uniform: () => number): Draw {
  let spare = Number.NaN
  return {
    uniform,
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare
        spare = Number.NaN
        return kept
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
      const angle = 2 * Math.PI * uniform()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    more(ratio) {
      let count = 0
      while (uniform() < ratio) count++
      return count
    },
  }
}
