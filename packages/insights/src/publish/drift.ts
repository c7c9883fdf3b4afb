import type { WindowProfile } from './window-profile.js'

/** How far something moved. */
export type DriftLevel = 'steady' | 'moved' | 'changed'

/** One thing that was compared. */
export interface DriftFigure {
  readonly name: 'turnover' | 'popularity' | 'types' | 'categories' | 'session-length'
  /** For `turnover` the share of interactions above what a shop at rest would show; else the population stability index. */
  readonly value: number
  /** From here on `moved`, and from here on `changed`. */
  readonly thresholds: readonly [moved: number, changed: number]
  /** Jensen–Shannon distance of the same bins, 0 (the same) to 1 (nothing in common). Absent for `turnover`. */
  readonly distance?: number
  readonly level: DriftLevel
  /** One plain sentence. */
  readonly says: string
}

/** How a stretch of time differs from another one. */
export interface DriftReport {
  /** The worst level of the figures; `thin` where one of the windows is too small to say. */
  readonly verdict: DriftLevel | 'thin'
  readonly says: string
  readonly figures: readonly DriftFigure[]
  readonly reference: { readonly interactions: number; readonly sessions: number; readonly items: number }
  readonly fresh: { readonly interactions: number; readonly sessions: number; readonly items: number }
}

/** How to compare. */
export interface DriftOptions {
  /** Whether the model knows an item. @default the reference window holds it */
  readonly knows?: (item: string) => boolean
  /** Interactions of either window without which nothing is said. @default 1000 */
  readonly minInteractions?: number
}

/**
 * Under 0.1 no change, over 0.25 a large one: the reading of the population stability index in credit scoring (Siddiqi,
 * Credit Risk Scorecards, 2006). A convention, not a test. The same two shares serve for turnover, by our own choice: a
 * model that does not know a tenth of what people look at should be trained soon, and at a quarter now.
 */
export const DRIFT_THRESHOLDS = [0.1, 0.25] as const

const MIN_INTERACTIONS = 1000
const POPULARITY_BINS = 10
const MOST_BINS = 20
/** A share of no rows counts as half a row, so that the logarithm is finite. */
const HALF_A_ROW = 0.5

/**
 * Compares a fresh window with the one that a model was trained on. Popularity: items in ten groups of as equal parts of the
 * reference as whole items allow, from the most popular down, so that the index says whether attention moved between head
 * and tail; what the reference does not hold is turnover, counted apart.
 */
export function reportDrift(
  reference: WindowProfile,
  fresh: WindowProfile,
  { knows = (item) => reference.items.has(item), minInteractions = MIN_INTERACTIONS }: DriftOptions = {},
): DriftReport {
  const sizes = { reference: sizeOf(reference), fresh: sizeOf(fresh) }
  const least = Math.min(reference.interactions, fresh.interactions)
  if (least < minInteractions) {
    const says = `${least} interactions are too few to compare: it needs ${minInteractions} in both windows`
    return { verdict: 'thin', says, figures: [], ...sizes }
  }
  const turnover = sum(fresh.items, knows) / Math.max(1, fresh.interactions)
  const expected = expectedTurnover(reference, knows)
  const excess = Math.max(0, turnover - expected)
  const figures: DriftFigure[] = [
    {
      name: 'turnover',
      value: excess,
      thresholds: DRIFT_THRESHOLDS,
      level: levelOf(excess),
      says: `${percent(turnover)} of what people deal with now is unknown to the model; ${percent(expected)} would be in any case`,
    },
    figure('popularity', popularityBins(reference, fresh), 'attention between popular and rare items'),
    figure('types', pair(reference.types, fresh.types), 'the mix of views, clicks, cart additions and orders'),
    figure('categories', largestBins(reference.categories, fresh.categories), 'the mix of categories'),
    figure('session-length', pair(reference.lengths, fresh.lengths), 'the length of sessions'),
  ]
  const worst = LEVELS.findLast((level) => figures.some((each) => each.level === level)) ?? 'steady'
  const moved = figures.filter(({ level }) => level === worst).map(({ name }) => name)
  const says =
    worst === 'steady'
      ? 'the shop is as it was when the model was trained'
      : `${moved.join(', ')} ${worst === 'moved' ? 'moved: train soon' : 'changed much: train now'}`
  return { verdict: worst, says, figures, ...sizes }
}

/** Interactions with items that the model does not know. */
function sum(items: ReadonlyMap<string, number>, knows: (item: string) => boolean): number {
  return [...items].reduce((total, [item, count]) => total + (knows(item) ? 0 : count), 0)
}

/**
 * Turnover of a shop that does not change: what the model left out of its own window, and what was never met in it, which
 * is as likely as an item met once (Good 1953).
 */
function expectedTurnover({ items, interactions }: WindowProfile, knows: (item: string) => boolean): number {
  const once = [...items].filter(([item, count]) => count === 1 && knows(item)).length
  return (sum(items, knows) + once) / Math.max(1, interactions)
}

/** The report for people. */
export function describeDrift({ verdict, says, figures, reference, fresh }: DriftReport): string[] {
  const number = (value: number): string => value.toLocaleString('en')
  const size = ({ interactions, sessions, items }: DriftReport['fresh']): string =>
    `${number(interactions)} interactions, ${number(sessions)} sessions, ${number(items)} items`
  return [
    `${verdict}: ${says}`,
    `  then  ${size(reference)}`,
    `  now   ${size(fresh)}`,
    ...figures.map(
      (each) => `  ${each.level.padEnd(8)} ${each.name.padEnd(15)} ${each.value.toFixed(3)}  ${each.says}`,
    ),
  ]
}

const LEVELS = ['steady', 'moved', 'changed'] as const

function levelOf(value: number): DriftLevel {
  const [moved, changed] = DRIFT_THRESHOLDS
  return value >= changed ? 'changed' : value >= moved ? 'moved' : 'steady'
}

/** Counts of the same bin then and now. */
type Bins = readonly (readonly [then: number, now: number])[]

function figure(name: DriftFigure['name'], bins: Bins, what: string): DriftFigure {
  const value = stabilityIndex(bins)
  const level = levelOf(value)
  const words = { steady: 'is as it was', moved: 'moved', changed: 'changed much' } as const
  return {
    name,
    value,
    thresholds: DRIFT_THRESHOLDS,
    distance: jensenShannon(bins),
    level,
    says: `${what} ${words[level]}`,
  }
}

/** Σ (now − then) ln(now ÷ then) over the shares of the bins. */
export function stabilityIndex(bins: Bins): number {
  const [then, now] = totals(bins)
  return bins.reduce((sum, [a, b]) => {
    const p = Math.max(a, HALF_A_ROW) / then
    const q = Math.max(b, HALF_A_ROW) / now
    return sum + (q - p) * Math.log(q / p)
  }, 0)
}

/** Root of the Jensen–Shannon divergence in bits (Lin 1991; Endres, Schindelin 2003): a distance from 0 to 1. */
export function jensenShannon(bins: Bins): number {
  const [then, now] = totals(bins)
  const divergence = bins.reduce((sum, [a, b]) => {
    const [p, q] = [a / then, b / now]
    const middle = (p + q) / 2
    const part = (share: number): number => (share > 0 ? (share / 2) * Math.log2(share / middle) : 0)
    return sum + part(p) + part(q)
  }, 0)
  return Math.sqrt(Math.max(0, divergence))
}

function totals(bins: Bins): [then: number, now: number] {
  return [
    Math.max(
      1,
      bins.reduce((sum, [a]) => sum + a, 0),
    ),
    Math.max(
      1,
      bins.reduce((sum, [, b]) => sum + b, 0),
    ),
  ]
}

function pair(then: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): Bins {
  return [...new Set([...then.keys(), ...now.keys()])].map((key) => [then.get(key) ?? 0, now.get(key) ?? 0])
}

/** The largest bins of then, and the rest as one: hundreds of thin ones would add up to an index of pure chance. */
function largestBins(then: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): Bins {
  const ranked = [...then].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MOST_BINS - 1)
  const kept = new Set(ranked.map(([key]) => key))
  const pool = (counts: ReadonlyMap<string, number>): Map<string, number> => {
    const pooled = new Map<string, number>([['', 0]])
    for (const [key, count] of counts) {
      const bin = kept.has(key) ? `=${key}` : ''
      pooled.set(bin, (pooled.get(bin) ?? 0) + count)
    }
    return pooled
  }
  return pair(pool(then), pool(now)).filter(([a, b]) => a + b > 0)
}

function popularityBins(reference: WindowProfile, fresh: WindowProfile): Bins {
  const bins = Array.from({ length: POPULARITY_BINS }, (): [number, number] => [0, 0])
  let before = 0
  const ranked = [...reference.items].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  for (const [item, count] of ranked) {
    const bin = bins[Math.floor((before / reference.interactions) * POPULARITY_BINS)] as [number, number]
    bin[0] += count
    bin[1] += fresh.items.get(item) ?? 0
    before += count
  }
  // One item may be more than a tenth: the groups that it reaches over stay empty.
  return bins.filter(([then]) => then > 0)
}

function sizeOf({ interactions, sessions, items }: WindowProfile): DriftReport['fresh'] {
  return { interactions, sessions, items: items.size }
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`
}
