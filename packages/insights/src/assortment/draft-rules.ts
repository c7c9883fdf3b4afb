import { adjustAmong } from './adjust.js'
import type { Baskets } from './baskets.js'
import { chiSquareOf, createFisher, poissonAbove } from './count-tests.js'
import type { ItemSets } from './item-sets.js'
import { measureRule, type Rule } from './rule.js'

/** Which rules are kept. */
export interface RuleLimits {
  readonly confidence: number
  readonly lift: number
  readonly minLength: number
  readonly maxLength: number
  readonly alpha: number
}

/** A rule before it is written out: there can be hundreds of thousands. */
export interface RuleDraft {
  readonly lhs: readonly number[]
  readonly rhs: number
  readonly count: number
  readonly lhsCount: number
  readonly expected: number
  readonly lift: number
  /** Confidence less the best one of a shorter left side. */
  readonly improvement: number
  /** Which test is its own; −1: none. */
  readonly test: number
  isCorrected: boolean
  isSignificant: boolean
}

/** Every rule within the limits; its p-values are corrected over all that was looked for, whatever its confidence. */
export function draftRules(baskets: Baskets, sets: ItemSets, limits: RuleLimits) {
  const { n, items, counts } = baskets
  const { alpha } = limits
  const fisher = createFisher(n)
  const [ps, sizePs]: [number[], number[]] = [[], []]
  const drafts: RuleDraft[] = []
  const best = bestConfidence(baskets, sets)
  const draft = (
    lhs: readonly number[],
    rhs: number,
    count: number,
    lhsCount: number,
    expected: number,
    test: number,
  ) => {
    const lift = (count * n) / (lhsCount * (counts[rhs] as number))
    if (count / lhsCount < limits.confidence - 1e-12 || lift < limits.lift) return
    let shorter = 0
    for (let place = 0; place < lhs.length; place++) shorter = Math.max(shorter, best(without(lhs, place), rhs))
    const improvement = count / lhsCount - shorter
    drafts.push({
      lhs,
      rhs,
      count,
      lhsCount,
      expected,
      lift,
      improvement,
      test,
      isCorrected: false,
      isSignificant: false,
    })
  }
  let tested = (items.length * (items.length - 1)) / 2
  for (let at = 0; at < sets.length; at++) {
    const codes = sets.items(at)
    const count = sets.count(at)
    // Each left side of two or more is tried with every other item; a pair is one test, whichever side leads.
    if (codes.length >= 2 && codes.length < limits.maxLength) tested += items.length - codes.length
    if (codes.length === 1) {
      if (limits.minLength === 1) draft([], codes[0] as number, count, n, count, -1)
      continue
    }
    for (let place = codes.length - 1; place >= 0; place--) {
      const rhs = codes[place] as number
      const lhs = without(codes, place)
      const left = sets.find(lhs) as number
      const lhsCount = sets.count(left)
      const expected = expectedOf(baskets, sets.bySize(left) as Float64Array, rhs, lhs.length)
      const isSameTest = codes.length === 2 && place === 0
      if (!isSameTest) {
        const p = fisher(count, lhsCount, counts[rhs] as number)
        ps.push(p)
        sizePs.push(p <= alpha ? poissonAbove(count, expected) : 1)
      }
      if (codes.length >= limits.minLength) draft(lhs, rhs, count, lhsCount, expected, ps.length - 1)
    }
  }
  const adjusted = adjustAmong(Float64Array.from(ps), tested)
  const sizeAdjusted = adjustAmong(Float64Array.from(sizePs), tested)
  for (const each of drafts) {
    each.isCorrected = each.test >= 0 && adjusted[each.test]! <= alpha
    each.isSignificant = each.isCorrected && sizeAdjusted[each.test]! <= alpha
  }
  const finish = (each: RuleDraft): Rule =>
    finishRule(each, baskets, {
      p: ps[each.test] ?? 1,
      pAdjusted: adjusted[each.test] ?? 1,
      sizePAdjusted: sizeAdjusted[each.test] ?? 1,
    })
  return { drafts: drafts.sort(bySurety), tested, finish }
}

function finishRule(
  { lhs, rhs, count, lhsCount, expected, isSignificant, improvement }: RuleDraft,
  { n, items, counts }: Baskets,
  tests: Pick<Rule, 'p' | 'pAdjusted' | 'sizePAdjusted'>,
): Rule {
  const rhsCount = counts[rhs] as number
  return {
    lhs: lhs.map((code) => items[code] as string),
    rhs: items[rhs] as string,
    count,
    lhsCount,
    rhsCount,
    ...measureRule(count, lhsCount, rhsCount, n),
    chiSquared: chiSquareOf(count, lhsCount, rhsCount, n),
    expected,
    sizeLift: expected > 0 ? count / expected : 0,
    ...tests,
    isSignificant,
    improvement,
  }
}

/**
 * How many baskets with the left side would hold the right one by chance, given the sizes of the baskets: large ones hold more of
 * everything. Within a size, the places that the left side leaves are filled by how frequent items are there.
 */
function expectedOf({ sizes, bySize }: Baskets, left: Float64Array, rhs: number, length: number): number {
  const right = bySize[rhs] as Float64Array
  return sizes.reduce((sum, { n, inverse }, stratum) => {
    const free = Math.max(0, 1 - length * inverse)
    return n > 0 ? sum + ((left[stratum]! * right[stratum]!) / n) * free : sum
  }, 0)
}

/** The best confidence of a rule with this left side or a part of it. */
function bestConfidence({ n, counts }: Baskets, sets: ItemSets): (lhs: readonly number[], rhs: number) => number {
  const known = new Map<string, number>()
  const best = (lhs: readonly number[], rhs: number): number => {
    if (lhs.length === 0) return (counts[rhs] as number) / n
    const key = `${lhs.join()}>${rhs}`
    const found = known.get(key)
    if (found !== undefined) return found
    const whole = sets.find([...lhs, rhs].sort((a, b) => a - b))
    const own = whole === undefined ? 0 : sets.count(whole) / sets.count(sets.find(lhs) as number)
    const value = Math.max(own, ...lhs.map((_, place) => best(without(lhs, place), rhs)))
    known.set(key, value)
    return value
  }
  return best
}

const without = (codes: readonly number[], place: number): number[] => codes.filter((_, other) => other !== place)

/** Of the two directions of a pair the surer one first. */
const bySurety = (a: RuleDraft, b: RuleDraft): number =>
  Number(b.isSignificant) - Number(a.isSignificant) ||
  b.lift - a.lift ||
  b.count - a.count ||
  a.lhsCount - b.lhsCount ||
  a.rhs - b.rhs ||
  a.test - b.test
