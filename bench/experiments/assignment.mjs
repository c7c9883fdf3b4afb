/** Time to decide for a million visitors: the holdout first, then the hash. */
import { randomBytes } from 'node:crypto'

const VISITORS = 1_000_000

/** The least of three rounds, in ms, and how many came to the second arm. */
export function timeAssignment({ createAssigner, isHeldOut }) {
  const ids = Array.from({ length: VISITORS }, () => randomBytes(16).toString('base64url').slice(0, 21))
  const assign = createAssigner({
    id: 'row-test',
    placement: 'home',
    variants: [
      { id: 'control', weight: 0.5 },
      { id: 'test', weight: 0.5 },
    ],
  })
  const rounds = [0, 1, 2].map(() => {
    const started = performance.now()
    let [heldOut, test] = [0, 0]
    for (const visitor of ids) {
      const isOut = isHeldOut(undefined, visitor)
      const { variant, by } = assign({ visitor, isHeldOut: isOut })
      if (isOut) heldOut++
      else if (by === 'hash' && variant.id === 'test') test++
    }
    return { ms: Math.round(performance.now() - started), heldOutRatio: heldOut / VISITORS, testRatio: test / VISITORS }
  })
  return { visitors: VISITORS, ...rounds.reduce((best, round) => (round.ms < best.ms ? round : best)) }
}
