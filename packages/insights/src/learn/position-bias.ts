import { createRandom } from '../random.js'
import { type BootstrapOptions, type Interval, intervalOf } from './bootstrap.js'
import { type Impression, listKey } from './impressions.js'

/** How likely a position is looked at. */
export interface Examination extends Interval {
  readonly position: number
  /** Against the first position, which is 1. */
  readonly value: number
  readonly impressions: number
  readonly clicks: number
}

/** Position bias, or why nothing can be said of it. */
export type PositionBias =
  | {
      readonly state: 'estimated'
      /**
       * `harvested`: from impressions whose place was partly chance, each weighed by one over its propensity.
       * `observed`: from all, as if an item drew the same in every list; wrong where the ranker puts an item up for those
       * who want it, so that it may describe a shop but nothing is published on it.
       */
      readonly method: 'harvested' | 'observed'
      /** By position from 0. Late positions with few clicks share one value. */
      readonly positions: readonly Examination[]
      /** Examination at a position; that of the last known one beyond it. */
      at(position: number): number
    }
  | { readonly state: 'refused'; readonly reason: string }

/** Floors and draws of an estimate. */
export interface PositionBiasOptions extends BootstrapOptions {
  /** Clicks without which nothing is said. @default 100 */
  readonly minClicks?: number
  /** Clicks below which a position shares the value of its neighbours. @default 10 */
  readonly minPositionClicks?: number
}

const DEFAULTS = { minClicks: 100, minPositionClicks: 10, draws: 200, seed: 1 } as const satisfies PositionBiasOptions
/** A rare swap weighs at most this much: one over the least propensity that our own explorer logs (0.01). */
const LARGEST_WEIGHT = 100
/** No list is longer; a foreign number must not make a table of its size. */
const MOST_POSITIONS = 1000
const TOLERANCE = 1e-7
const MOST_ROUNDS = 500

/**
 * Examination by position under the position-based model: P(click) = examination(position) × attraction(item)
 * (Chuklin, Markov, de Rijke 2015, 3.2). Both are found by turns from the clicks of each item at each position, which is the
 * maximum of the Poisson likelihood given each item's clicks, so that many items of few clicks do no harm; EM for the same
 * model has one parameter an item too many and moves by a click rate a step. Where chance has swapped items, only those
 * impressions count, weighed by 1/propensity: then an item meets the same contexts at every position (intervention
 * harvesting, Agarwal et al., WSDM 2019). Intervals: visitors drawn anew, {@link intervalOf}.
 * Refuses below a floor of clicks, and where no clicked item was ever shown at two positions.
 */
export function estimatePositionBias(
  impressions: readonly Impression[],
  options: PositionBiasOptions = {},
): PositionBias {
  const settings = { ...DEFAULTS, ...options }
  const usable = impressions.filter(
    ({ position }) => Number.isInteger(position) && position >= 0 && position < MOST_POSITIONS,
  )
  const swapped = usable.filter(({ propensity: p }) => p !== null && p > 0 && p < 1)
  const harvest = swapped.filter(({ clicked }) => clicked).length >= settings.minClicks
  const chosen = harvest ? swapped : usable
  const clicks = chosen.filter(({ clicked }) => clicked).length
  if (clicks < settings.minClicks) {
    return {
      state: 'refused',
      reason: `${clicks} clicks are too few for position bias: it needs ${settings.minClicks}`,
    }
  }
  const { counts, clicked } = countByPosition(chosen)
  const bins = poolPositions(clicked, settings.minPositionClicks)
  const cells = createCells(chosen, bins, harvest)
  if (!isConnected(cells)) {
    return {
      state: 'refused',
      reason:
        'no clicked item was shown at several positions: what a position does cannot be told from what its items do',
    }
  }
  const values = fit(cells, new Float64Array(cells.unitCount).fill(1))
  const intervals = drawIntervals(cells, settings)
  const positions = bins.map((bin, position) => ({
    position,
    value: values[bin] as number,
    ...(intervals[bin] as Interval),
    impressions: counts[position] as number,
    clicks: clicked[position] as number,
  }))
  const last = positions.at(-1)?.value ?? 1
  return {
    state: 'estimated',
    method: harvest ? 'harvested' : 'observed',
    positions,
    at: (position) => positions[position]?.value ?? last,
  }
}

function countByPosition(impressions: readonly Impression[]): { counts: number[]; clicked: number[] } {
  const length = impressions.reduce((most, { position }) => Math.max(most, position + 1), 0)
  const counts = new Array<number>(length).fill(0)
  const clicked = new Array<number>(length).fill(0)
  for (const impression of impressions) {
    counts[impression.position]! += 1
    if (impression.clicked) clicked[impression.position]! += 1
  }
  return { counts, clicked }
}

/** The bin of each position: a bin is closed once it has clicks enough, and what is left joins the last one. */
function poolPositions(clicks: readonly number[], least: number): number[] {
  const bins: number[] = []
  let bin = 0
  let held = 0
  for (const count of clicks) {
    bins.push(bin)
    held += count
    if (held >= least) {
      bin++
      held = 0
    }
  }
  const last = Math.max(0, bin - 1)
  return bins.map((each) => Math.min(each, last))
}

/** Impressions of an item at a bin of positions, with what each weighs. */
interface Cells {
  readonly binCount: number
  readonly itemCount: number
  readonly item: Int32Array
  readonly bin: Int32Array
  readonly weight: Float64Array
  readonly click: Uint8Array
  /** Whose impression it is: draws take visitors whole. */
  readonly unit: Int32Array
  readonly unitCount: number
}

/** One row an impression; an item of another placement is another one, since lists differ in looks and company. */
function createCells(impressions: readonly Impression[], bins: readonly number[], isHarvest: boolean): Cells {
  const placements = new Map<string, Map<string, number>>()
  let itemCount = 0
  const length = impressions.length
  const [item, bin] = [new Int32Array(length), new Int32Array(length)]
  const [weight, click] = [new Float64Array(length), new Uint8Array(length)]
  const units = new Map<string, number>()
  const unit = new Int32Array(length)
  impressions.forEach((impression, row) => {
    let items = placements.get(impression.placement)
    if (!items) placements.set(impression.placement, (items = new Map()))
    let index = items.get(impression.item)
    if (index === undefined) items.set(impression.item, (index = itemCount++))
    item[row] = index
    bin[row] = bins[impression.position] as number
    weight[row] = isHarvest ? Math.min(LARGEST_WEIGHT, 1 / (impression.propensity as number)) : 1
    click[row] = impression.clicked ? 1 : 0
    const who = impression.visitor ?? listKey(impression)
    let number = units.get(who)
    if (number === undefined) units.set(who, (number = units.size))
    unit[row] = number
  })
  const binCount = Math.max(...bins) + 1
  return { binCount, itemCount, item, bin, weight, click, unit, unitCount: units.size }
}

/** Whether clicked items tie all bins together; if not, the scale between two groups of positions is free. */
function isConnected({ binCount, itemCount, item, bin, click }: Cells): boolean {
  const hasClick = new Uint8Array(itemCount)
  click.forEach((value, row) => {
    if (value > 0) hasClick[item[row] as number] = 1
  })
  const group = Array.from({ length: binCount }, (_, index) => index)
  const firstBin = new Int32Array(itemCount).fill(-1)
  item.forEach((index, row) => {
    if (!hasClick[index]) return
    const own = bin[row] as number
    const other = firstBin[index] as number
    if (other < 0) firstBin[index] = own
    else if (group[own] !== group[other]) {
      const [from, to] = [group[own], group[other]]
      group.forEach((value, at) => {
        if (value === from) group[at] = to as number
      })
    }
  })
  return group.every((value) => value === group[0])
}

/**
 * Examination by bin, the first 1: alternates `examination = clicks / Σ shown × attraction` and the same for items.
 * `times` says how often each visitor counts.
 */
function fit(cells: Cells, times: Float64Array): Float64Array {
  const { binCount, itemCount, item, bin, weight, click, unit } = cells
  const shown = new Float64Array(binCount * itemCount)
  const clicksOfItem = new Float64Array(itemCount)
  const clicksOfBin = new Float64Array(binCount)
  for (let row = 0; row < item.length; row++) {
    const w = (weight[row] as number) * (times[unit[row] as number] as number)
    if (w === 0) continue
    const [index, at] = [item[row] as number, bin[row] as number]
    shown[index * binCount + at]! += w
    if (click[row] === 0) continue
    clicksOfItem[index]! += w
    clicksOfBin[at]! += w
  }
  let values = new Float64Array(binCount).fill(1)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const expected = new Float64Array(binCount)
    for (let index = 0; index < itemCount; index++) {
      if (clicksOfItem[index] === 0) continue
      let seen = 0
      for (let at = 0; at < binCount; at++) seen += (shown[index * binCount + at] as number) * (values[at] as number)
      const attraction = (clicksOfItem[index] as number) / seen
      for (let at = 0; at < binCount; at++) expected[at]! += (shown[index * binCount + at] as number) * attraction
    }
    const next = clicksOfBin.map((clicks, at) => ((expected[at] as number) > 0 ? clicks / (expected[at] as number) : 0))
    const first = next[0] as number
    if (first > 0) for (let at = 0; at < binCount; at++) next[at]! /= first
    const moved = next.reduce((most, value, at) => Math.max(most, Math.abs(value - (values[at] as number))), 0)
    values = next
    if (moved < TOLERANCE) break
  }
  return values
}

function drawIntervals(cells: Cells, { draws, seed }: Required<BootstrapOptions>): Interval[] {
  const random = createRandom(seed)
  const found = Array.from({ length: cells.binCount }, (): number[] => [])
  const times = new Float64Array(cells.unitCount)
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0)
    for (let n = 0; n < times.length; n++) times[Math.floor(random() * times.length)]! += 1
    fit(cells, times).forEach((value, bin) => {
      found[bin]?.push(value)
    })
  }
  return found.map(intervalOf)
}
