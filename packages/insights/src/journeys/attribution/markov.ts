import { EndcapError } from '@endcap/core'
import { Matrix, solve } from 'ml-matrix'
import { type Credits, splitTotals } from './credit.js'
import { channelsOf, type Path } from './path.js'

/** What a Markov chain of the paths says. */
export interface MarkovCredits {
  /** How many touches of the past the next step depends on. */
  readonly order: number
  /** States of the chain but for start, conversion and null. */
  readonly states: number
  /** Chance that a journey ends in an order. */
  readonly base: number
  /** By which share the chance falls when everybody who comes to the channel leaves instead. */
  readonly removal_effect: Readonly<Record<string, number>>
  /** The same of the expected worth, where an order is worth what orders after that last state are worth on the mean. */
  readonly removal_effect_value: Readonly<Record<string, number>>
  /** All orders split by `removal_effect`, and all that they were worth by `removal_effect_value`. */
  readonly credits: Credits
  /** Chances of going from one state to another, as `a->b`; of order 1 only. */
  readonly transition: Readonly<Record<string, number>> | undefined
}

/** More states than these are too many to solve at once. */
export const MOST_STATES = 1500

interface State {
  readonly channel: string
  /** Counts of what came next, by number of the state. */
  readonly next: Map<number, number>
  left: number
  conversions: number
  value: number
}

/**
 * Removal effects of an absorbing Markov chain, solved exactly through its fundamental matrix (Anderl, Becker, von Wangenheim, Schumann
 * 2016; Kemeny, Snell 1976). A state is the last `order` touches. Throws `value-invalid` where there are more states than
 * {@link MOST_STATES} and `input-empty` where no path holds an order.
 */
export function creditMarkov(paths: readonly Path[], order = 1): MarkovCredits {
  const channels = channelsOf(paths)
  const { states, starts } = countTransitions(paths, order)
  if (states.length > MOST_STATES) {
    throw new EndcapError(
      'value-invalid',
      `a chain of order ${order} has ${states.length} states here, more than ${MOST_STATES}; take a lower order`,
    )
  }
  const totals = paths.reduce(
    (sum, { conversions, value }) => ({ conversions: sum.conversions + conversions, value: sum.value + value }),
    { conversions: 0, value: 0 },
  )
  if (totals.conversions === 0) throw new EndcapError('input-empty', 'no path holds an order')
  const journeys = Array.from(starts.values()).reduce((sum, count) => sum + count, 0)
  const leaving = states.map(({ left }) => left || 1)
  const chain = Matrix.eye(states.length)
  states.forEach(({ next }, from) => {
    for (const [to, count] of next) chain.set(from, to, chain.get(from, to) - count / (leaving[from] as number))
  })
  // Visits of each state from the start, and chance (or worth) of an order from each state on.
  const start = Matrix.zeros(states.length, 1)
  for (const [state, count] of starts) start.set(state, 0, count / journeys)
  const ends = Matrix.zeros(states.length, 2)
  states.forEach(({ conversions, value }, state) => {
    ends.set(state, 0, conversions / (leaving[state] as number))
    ends.set(state, 1, value / (leaving[state] as number))
  })
  const fundamental = solve(chain, Matrix.eye(states.length))
  const visits = start.transpose().mmul(fundamental)
  const onwards = fundamental.mmul(ends)
  const whole = visits.mmul(ends)
  const removed = channels.map((channel) => {
    const own = states.flatMap((state, index) => (state.channel === channel ? [index] : []))
    // Chances that the chain meets the channel first at each of its states: whoever comes there leaves.
    const among = fundamental.selection(own, own)
    const met = solve(among.transpose(), visits.selection([0], own).transpose())
    const lost = met.transpose().mmul(onwards.selection(own, [0, 1]))
    return [channel, share(lost.get(0, 0), whole.get(0, 0)), share(lost.get(0, 1), whole.get(0, 1))] as const
  })
  const removal = Object.fromEntries(removed.map(([channel, effect]) => [channel, effect]))
  const removalValue = Object.fromEntries(removed.map(([channel, , effect]) => [channel, effect]))
  return {
    order,
    states: states.length,
    base: whole.get(0, 0),
    removal_effect: removal,
    removal_effect_value: removalValue,
    credits: splitTotals(removal, totals, totals.value > 0 ? removalValue : removal),
    transition: order === 1 ? nameTransitions(states, starts, journeys) : undefined,
  }
}

const share = (part: number, of: number): number => (of > 0 ? Math.min(1, Math.max(0, part / of)) : 0)

function countTransitions(paths: readonly Path[], order: number) {
  const numbers = new Map<string, number>()
  const states: State[] = []
  const starts = new Map<number, number>()
  const stateOf = (touches: readonly string[]): number => {
    const key = touches.join('\u0000')
    let number = numbers.get(key)
    if (number === undefined) {
      number = states.length
      numbers.set(key, number)
      states.push({ channel: touches.at(-1) as string, next: new Map(), left: 0, conversions: 0, value: 0 })
    }
    return number
  }
  for (const { steps, conversions, value, nulls } of paths) {
    const journeys = conversions + nulls
    if (journeys === 0) continue
    let from = -1
    steps.forEach((_, at) => {
      const to = stateOf(steps.slice(Math.max(0, at + 1 - order), at + 1))
      const counts = from < 0 ? starts : (states[from] as State).next
      counts.set(to, (counts.get(to) ?? 0) + journeys)
      if (from >= 0) (states[from] as State).left += journeys
      from = to
    })
    const last = states[from] as State
    last.left += journeys
    last.conversions += conversions
    last.value += value
  }
  return { states, starts }
}

function nameTransitions(
  states: readonly State[],
  starts: ReadonlyMap<number, number>,
  journeys: number,
): Record<string, number> {
  const named: [string, number][] = Array.from(starts, ([to, count]) => [
    `start->${(states[to] as State).channel}`,
    count / journeys,
  ])
  for (const { channel, next, left, conversions } of states) {
    for (const [to, count] of next) named.push([`${channel}->${(states[to] as State).channel}`, count / left])
    let onward = 0
    for (const count of next.values()) onward += count
    const nulls = left - onward - conversions
    if (conversions > 0) named.push([`${channel}->conv`, conversions / left])
    if (nulls > 0) named.push([`${channel}->null`, nulls / left])
  }
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)))
}
