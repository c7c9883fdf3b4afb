/** Time to decide for a million visitors: the holdout first, then the hash. */
import { randomBytes } from 'node:crypto'

const VISITORS = 1_000_000

/** The least of five rounds in ms of processor time, which other work on the machine does not lengthen, and of the clock; and how many came where. */
export function timeAssignment({ createAssigner, createHoldout }) {
  const ids = Array.from({ length: VISITORS }, () => randomBytes(16).toString('base64url').slice(0, 21))
  const holdout = createHoldout(undefined)
  const assign = createAssigner({
    id: 'row-test',
    placement: 'home',
    variants: [
      { id: 'control', weight: 0.5 },
      { id: 'test', weight: 0.5 },
    ],
  })
  const rounds = [0, 1, 2, 3, 4].map(() => {
    const [started, before] = [performance.now(), process.cpuUsage()]
    let [heldOut, test] = [0, 0]
    for (const visitor of ids) {
      const isOut = holdout(visitor)
      const { variant, by } = assign({ visitor, isHeldOut: isOut })
      if (isOut) heldOut++
      else if (by === 'hash' && variant.id === 'test') test++
    }
    const { user, system } = process.cpuUsage(before)
    const [ms, clockMs] = [(user + system) / 1000, performance.now() - started].map(Math.round)
    return { ms, clockMs, heldOutRatio: heldOut / VISITORS, testRatio: test / VISITORS }
  })
  return { visitors: VISITORS, ...rounds.reduce((best, round) => (round.ms < best.ms ? round : best)) }
}
