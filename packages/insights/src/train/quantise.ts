import type { ModelInfo, TableCoding } from '@endcap/core'
import type { FittedModel } from './fit.js'
import type { KeptTables } from './prune.js'
import type { NeighbourRows } from './rows.js'

/** Trends on a scale of steps of √2. */
export interface TrendCodes {
  readonly codes: Uint8Array
  /** Trend by code; code 0 stands for none. */
  readonly trend: readonly number[]
  /** Factor of a source's weights by code: what pruning multiplies by, reading divides by. */
  readonly rows: readonly number[]
}

/** A table in model order, weights as codes from 1 on. */
export interface QuantisedTable {
  readonly offsets: Uint32Array
  readonly items: Uint32Array
  readonly weightCodes: Uint8Array
  readonly coding: TableCoding
  /** Place in `coding.codes` by code there × 256 + code back. */
  readonly dictionary: ReadonlyMap<number, number>
}

/** A model in codes: all that is left to do is to write it down. */
export interface QuantisedModel {
  readonly ids: readonly string[]
  readonly countTokens: Uint8Array
  readonly trendCodes: Uint8Array
  readonly trend: readonly number[]
  /** One object under both names where the data are orders only. */
  readonly tables: { readonly view: QuantisedTable; readonly cart: QuantisedTable }
  readonly info: Omit<ModelInfo, 'version'>
}

/** Neighbouring weights differ by this factor when bytes are no matter. */
export const FINE_RATIO = 1.05
/** A weight so much lighter than the heaviest gets the lightest code. */
const WIDEST = 1e7
const MOST_CODES = 200
const TREND_CODES = 64
/** See `preparePrune`. */
const TREND_POWER = 0.4

/** Puts trends on a scale. */
export function codeTrends(trend: Float32Array): TrendCodes {
  const steps = (value: number) => Math.round(2 * Math.log2(value))
  const most = steps(trend.reduce((a, b) => Math.max(a, b), 0) || 1)
  const least = Math.max(
    most - TREND_CODES + 2,
    trend.reduce((low, value) => (value > 0 ? Math.min(low, steps(value)) : low), most),
  )
  const scale = Array.from({ length: most - least + 1 }, (_, code) => 2 ** ((least + code) / 2))
  return {
    codes: Uint8Array.from(trend, (value) => (value > 0 ? Math.max(1, steps(value) - least + 1) : 0)),
    trend: [0, ...scale.map(short)],
    rows: [scale[0]!, ...scale].map((value) => short(value ** -TREND_POWER)),
  }
}

/** Puts what is kept into model order and codes. `order` lists the items, by their index in the fitted model. */
export function quantise(
  { ids, count, tables, scoring, window, sessions, interactions }: FittedModel,
  kept: KeptTables,
  trends: TrendCodes,
  order: Uint32Array,
  ratio: number,
): QuantisedModel {
  const place = new Uint32Array(ids.length)
  order.forEach((item, at) => {
    place[item] = at
  })
  const trendCodes = Uint8Array.from(order, (item) => trends.codes[item]!)
  const view = quantiseTable(kept.view, order, place, trendCodes, trends.rows, ratio)
  return {
    ids: Array.from(order, (item) => ids[item]!),
    countTokens: Uint8Array.from(order, (item) => tokenOf(count[item]!)),
    trendCodes,
    trend: trends.trend,
    tables: {
      view,
      cart: tables.cart === tables.view ? view : quantiseTable(kept.cart, order, place, trendCodes, trends.rows, ratio),
    },
    info: { window, sessions, interactions, scoring },
  }
}

/** The token of a number, see `@endcap/core`'s `model.ts`. */
export function tokenOf(value: number): number {
  if (value < 8) return value
  const bits = Math.floor(Math.log2(value)) - 2
  return 4 + 4 * bits + (Math.floor(value / 2 ** bits) & 3)
}

/** Codes are steps on a logarithmic scale from the least valuable pair on; a code stands for the mean of what it covers. */
function quantiseTable(
  { offsets, items, weights }: NeighbourRows,
  order: Uint32Array,
  place: Uint32Array,
  trendCodes: Uint8Array,
  rows: readonly number[],
  ratio: number,
): QuantisedTable {
  const starts = new Uint32Array(order.length + 1)
  order.forEach((item, at) => {
    starts[at + 1] = starts[at]! + offsets[item + 1]! - offsets[item]!
  })
  const placed = new Uint32Array(items.length)
  const values = new Float64Array(items.length)
  let [least, most] = [Number.POSITIVE_INFINITY, 0]
  order.forEach((item, at) => {
    const factor = rows[trendCodes[at]!]!
    for (let pair = offsets[item]!, next = starts[at]!; pair < offsets[item + 1]!; pair++, next++) {
      placed[next] = place[items[pair]!]!
      const value = (values[next] = weights[pair]! / factor)
      if (value < least) least = value
      if (value > most) most = value
    }
  })
  least = Math.max(least, most / WIDEST)
  const step = Math.max(Math.log(ratio), Math.log(most / least) / (MOST_CODES - 1))
  const weightCodes = Uint8Array.from(values, (value) => 1 + Math.max(0, Math.floor(Math.log(value / least) / step)))
  const sums = new Float64Array(256)
  const counts = new Float64Array(256)
  values.forEach((value, pair) => {
    sums[weightCodes[pair]!]! += value
    counts[weightCodes[pair]!]!++
  })
  const last = weightCodes.reduce((a, b) => Math.max(a, b), 0)
  const scale = Array.from({ length: last + 1 }, (_, code) => (counts[code] ? short(sums[code]! / counts[code]!) : 0))
  const frequent = findFrequent(starts, placed, weightCodes)
  return {
    offsets: starts,
    items: placed,
    weightCodes,
    coding: { scale, rows, codes: frequent.flatMap((both) => [both >> 8, both & 255]) },
    dictionary: new Map(frequent.map((both, at) => [both, at])),
  }
}

/** The 255 most frequent pairs of codes there and back, as there × 256 + back, most frequent first. */
function findFrequent(offsets: Uint32Array, items: Uint32Array, codes: Uint8Array): number[] {
  const counts = new Map<number, number>()
  const meet = (both: number) => counts.set(both, (counts.get(both) ?? 0) + 1)
  // The rows turned round: who has the item as a neighbour, and with which code.
  const starts = new Uint32Array(offsets.length)
  for (const item of items) starts[item + 1]!++
  for (let item = 0; item + 1 < starts.length; item++) starts[item + 1]! += starts[item]!
  const next = starts.slice()
  const sources = new Uint32Array(items.length)
  const backCodes = new Uint8Array(items.length)
  for (let item = 0; item + 1 < offsets.length; item++) {
    for (let pair = offsets[item]!; pair < offsets[item + 1]!; pair++) {
      const place = next[items[pair]!]!++
      sources[place] = item
      backCodes[place] = codes[pair]!
    }
  }
  const there = new Uint8Array(offsets.length)
  for (let item = 0; item + 1 < offsets.length; item++) {
    for (let pair = offsets[item]!; pair < offsets[item + 1]!; pair++) there[items[pair]!] = codes[pair]!
    for (let place = starts[item]!; place < starts[item + 1]!; place++) {
      const other = sources[place]!
      if (other > item) meet(there[other]! * 256 + backCodes[place]!)
      there[other] = other > item ? 0 : there[other]!
    }
    for (let pair = offsets[item]!; pair < offsets[item + 1]!; pair++) {
      const other = items[pair]!
      if (other > item && there[other]) meet(there[other]! * 256)
      there[other] = 0
    }
  }
  const byCount = [...counts].sort(([a, aCount], [b, bCount]) => bCount - aCount || a - b)
  return byCount.slice(0, 255).map(([both]) => both)
}

/** Six digits: shorter in the file, and far finer than the steps. */
const short = (value: number): number => Number(value.toPrecision(6))
