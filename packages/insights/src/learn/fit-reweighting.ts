import type { Interval } from './bootstrap.js'
import { type FeaturesOf, tabulate } from './feature.js'
import { groupLists, type Impression, listKey } from './impressions.js'
import { invert, multiply } from './linear.js'
import type { PositionBias } from './position-bias.js'

/** A weight with its interval (95 %, visitors as the unit; the position bias is taken as known). */
export interface FittedWeight extends Interval {
  readonly weight: number
}

/** The table that lists can be ordered by, or why there is none. */
export type Reweighting =
  | {
      readonly state: 'fitted'
      /** By feature, alphabetical. What it adds to the score for each unit of the feature. */
      readonly features: Readonly<Record<string, FittedWeight>>
      /** Features that were the same within every list: they cannot order anything. */
      readonly dropped: readonly string[]
      /** Lists with a click and something to choose from. */
      readonly lists: number
      readonly clicks: number
    }
  | { readonly state: 'refused'; readonly reason: string }

/** How to fit. */
export interface ReweightingOptions {
  /** Examination by position. */
  readonly bias: Extract<PositionBias, { state: 'estimated' }>
  /** L2 on weights of features scaled to one standard deviation within lists; as strong as this many clicks. @default 1 */
  readonly l2?: number
  /** Clicks without which nothing is fitted. @default 100 */
  readonly minClicks?: number
}

const DEFAULTS = { l2: 1, minClicks: 100 } as const
/** A click at a place that one in ten looks at counts for ten; beyond, the variance costs more than the bias. */
const LARGEST_WEIGHT = 10
const MOST_STEPS = 50
const Z_95 = 1.959963984540054

/**
 * A listwise linear model: each click is a choice among the items of its list, P(item) ∝ exp(Σ weight × value), and counts
 * one over the examination of its position (Joachims, Swaminathan, Schnabel, WSDM 2017, with the softmax loss of ListNet).
 * Where attraction is exp(Σ weight × value) times anything common to the list, these weights are found. Newton's method on a
 * convex loss: no seed, the same for the same rows. Intervals by the sandwich over visitors (Huber 1967; White 1980).
 */
export function fitReweighting(
  impressions: readonly Impression[],
  featuresOf: FeaturesOf,
  options: ReweightingOptions,
): Reweighting {
  const { bias, l2, minClicks } = { ...DEFAULTS, ...options }
  const lists = groupLists(impressions).filter((list) => list.length > 1 && list.some(({ clicked }) => clicked))
  const clicks = lists.flat().filter(({ clicked }) => clicked).length
  if (clicks < minClicks) {
    return { state: 'refused', reason: `${clicks} clicks in lists are too few to fit weights: it needs ${minClicks}` }
  }
  const { names, rows } = tabulate(lists.flat(), featuresOf)
  const choices = toChoices(lists, rows, (position) => Math.min(LARGEST_WEIGHT, 1 / bias.at(position)))
  const scales = spreadWithinLists(choices, names.length)
  const kept = names.map((_, k) => k).filter((k) => (scales[k] as number) > 0)
  if (kept.length === 0) return { state: 'refused', reason: 'no feature differs within any list' }
  const scaled = choices.map((choice) => ({
    ...choice,
    rows: choice.rows.map((row) => kept.map((k) => (row[k] as number) / (scales[k] as number))),
  }))
  const { weights, spread } = solve(scaled, kept.length, l2)
  const features = kept.map((k, index) => {
    const scale = scales[k] as number
    const weight = (weights[index] as number) / scale
    const half = (Z_95 * (spread[index] as number)) / scale
    return [names[k] as string, { weight, low: weight - half, high: weight + half }] as const
  })
  return {
    state: 'fitted',
    features: Object.fromEntries(features),
    dropped: names.filter((_, k) => !kept.includes(k)),
    lists: lists.length,
    clicks,
  }
}

/** One list: its rows of features, and what each was chosen with. */
interface Choice<Row extends ArrayLike<number>> {
  readonly rows: readonly Row[]
  /** By row: weight of its click, 0 without. */
  readonly chosen: readonly number[]
  readonly unit: string
}

function toChoices(
  lists: readonly (readonly Impression[])[],
  rows: readonly Float64Array[],
  weightAt: (position: number) => number,
): Choice<Float64Array>[] {
  let next = 0
  return lists.map((list) => {
    const own = rows.slice(next, (next += list.length))
    const first = list[0] as Impression
    return {
      rows: own,
      chosen: list.map(({ clicked, position }) => (clicked ? weightAt(position) : 0)),
      unit: first.visitor ?? listKey(first),
    }
  })
}

/** Standard deviation of each feature about the mean of its list. */
function spreadWithinLists(choices: readonly Choice<Float64Array>[], width: number): number[] {
  const squares = new Array<number>(width).fill(0)
  let count = 0
  for (const { rows } of choices) {
    count += rows.length
    for (let k = 0; k < width; k++) {
      const mean = rows.reduce((sum, row) => sum + (row[k] as number), 0) / rows.length
      for (const row of rows) squares[k]! += ((row[k] as number) - mean) ** 2
    }
  }
  // Equal values leave rounding behind; that is no spread.
  return squares.map((sum) => (sum / count > 1e-18 ? Math.sqrt(sum / count) : 0))
}

function solve(choices: readonly Choice<number[]>[], width: number, l2: number) {
  let weights = new Array<number>(width).fill(0)
  let state = derive(choices, weights, l2)
  for (let step = 0; step < MOST_STEPS; step++) {
    const move = multiply(invert(state.curvature), state.gradient)
    // Halved until the loss falls, which keeps Newton's steps safe far from the minimum.
    let size = 1
    let next = state
    let moved = weights
    for (; size > 1e-6; size /= 2) {
      moved = weights.map((weight, k) => weight - size * (move[k] as number))
      next = derive(choices, moved, l2)
      if (next.loss <= state.loss) break
    }
    const change = Math.max(...moved.map((weight, k) => Math.abs(weight - (weights[k] as number))))
    weights = moved
    state = next
    if (change < 1e-9) break
  }
  const inverse = invert(state.curvature)
  const spread = inverse.map((row) => {
    let variance = 0
    for (const gradient of state.gradients.values()) {
      const along = row.reduce((sum, value, k) => sum + value * (gradient[k] as number), 0)
      variance += along * along
    }
    return Math.sqrt(variance)
  })
  return { weights, spread }
}

/** Loss, gradient, curvature, and the gradient of each visitor. */
function derive(choices: readonly Choice<number[]>[], weights: readonly number[], l2: number) {
  const width = weights.length
  const gradient = weights.map((weight) => l2 * weight)
  const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? l2 : 0)))
  const gradients = new Map<string, number[]>()
  let loss = weights.reduce((sum, weight) => sum + (l2 * weight * weight) / 2, 0)
  for (const { rows, chosen, unit } of choices) {
    const scores = rows.map((row) => row.reduce((sum, value, k) => sum + value * (weights[k] as number), 0))
    const highest = Math.max(...scores)
    const exps = scores.map((score) => Math.exp(score - highest))
    const whole = exps.reduce((sum, value) => sum + value, 0)
    const total = chosen.reduce((sum, value) => sum + value, 0)
    const mean = weights.map((_, k) => rows.reduce((sum, row, r) => sum + (row[k] as number) * exps[r]!, 0) / whole)
    let own = gradients.get(unit)
    if (!own) gradients.set(unit, (own = new Array<number>(width).fill(0)))
    rows.forEach((row, r) => {
      const weight = chosen[r] as number
      const share = (exps[r] as number) / whole
      if (weight > 0) loss -= weight * (scores[r]! - highest - Math.log(whole))
      for (let i = 0; i < width; i++) {
        const slope = -weight * (row[i]! - mean[i]!)
        gradient[i]! += slope
        own[i]! += slope
        for (let j = 0; j < width; j++) {
          curvature[i]![j]! += total * share * (row[i]! - mean[i]!) * (row[j]! - mean[j]!)
        }
      }
    })
  }
  return { loss, gradient, curvature, gradients }
}
