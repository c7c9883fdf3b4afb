import type { ModelScoring } from '@endcap/core'
import { countTogether, selectBaskets, selectViews } from './baskets.js'
import { fitContent } from './content.js'
import { diffuse } from './diffuse.js'
import type { Interactions } from './interactions.js'
import { lendToUnseen, withCatalogue } from './lend.js'
import { createMeasure } from './measure.js'
import { findOccurrences } from './occurrences.js'
import { countItems, fitRecency, fitTrend } from './popularity.js'
import type { ItemTraits } from './read-items.js'
import { fitRidge } from './ridge.js'
import type { NeighbourRows } from './rows.js'
import { type ResolvedTrainSettings, resolveTrainSettings, type TrainSettings } from './settings.js'
import { addContent, shapeRows } from './shape.js'
import { holdOut, type TableGoal } from './slice.js'
import { scoringOf, type TableSettings } from './table-settings.js'
import { countTransitions } from './transitions.js'
import { LEAST_QUESTIONS, tuneTable } from './tune.js'

/** A model before it is bytes. Item indices are those of the interactions: by first appearance. */
export interface FittedModel {
  readonly ids: readonly string[]
  readonly count: Uint32Array
  readonly trend: Float32Array
  /** Where the data are orders only, `view` is the same object as `cart`. */
  readonly tables: { readonly view: NeighbourRows; readonly cart: NeighbourRows }
  readonly scoring: ModelScoring
  /** How the view table was made; undefined for a plain ridge over orders. */
  readonly table?: TableSettings | undefined
  readonly window: { readonly from: number | null; readonly to: number | null }
  readonly sessions: number
  readonly interactions: number
}

/** What a fit is for. */
export interface FitOptions {
  /** What the settings are chosen for. @default the next item of a visit, the current one left out, as shops show */
  readonly goal?: TableGoal
  /** What the catalogue says of the items, by id: lends neighbours to items with few visits or none, those without a row included. */
  readonly traits?: ReadonlyMap<string, ItemTraits> | undefined
  /** Hears of the share that is done, from 0 to 1. */
  readonly onProgress?: ((ratio: number) => void) | undefined
}

const STOREFRONT: TableGoal = { protocol: 'session', without: 'current' }
const BASKET: TableGoal = { protocol: 'basket', without: 'met' }
/** Of a basket, so many of the newest lines are weighed. */
const BASKET_MEMORY = 30
/** A ridge over more items than this would take minutes. */
const MOST_RIDGE_ITEMS = 50_000
/** Neighbours of a row while it is made; and the most pairs of a table, which bounds the memory. */
const MOST_NEIGHBOURS = 200
const MOST_PAIRS = 40_000_000
/** Share of the time that choosing takes. */
const TUNE_RATIO = 0.8

/** Fits popularity, the table of what is seen after, and bought together. Deterministic: same rows and settings, same model. */
export function fitModel(given: Interactions, settings: TrainSettings = {}, options: FitOptions = {}): FittedModel {
  const resolved = resolveTrainSettings(settings)
  const { goal = STOREFRONT, traits, onProgress } = options
  const data = withCatalogue(given, traits)
  const isOrders = data.kind === 'orders'
  const part = (from: number, to: number): FitOptions => ({
    ...options,
    onProgress: (ratio) => onProgress?.(from + ratio * (to - from)),
  })
  const cart = fitBaskets(selectBaskets(data), resolved, part(0, isOrders ? 1 : 0.3))
  const seen = isOrders ? undefined : fitTable(selectViews(data), goal, resolved, resolved.memory, part(0.3, 1))
  const count = countItems(data)
  const content = count.includes(0) ? fitContent(data.ids, traits, count) : undefined
  const lent = (rows: NeighbourRows) => lendToUnseen(rows, content, count, resolved.neighbours)
  const cartRows = lent(cart.rows)
  return {
    ids: data.ids,
    count,
    trend: fitTrend(data, resolved.trendHalfLifeDays),
    tables: { view: seen ? lent(seen.rows) : cartRows, cart: cartRows },
    scoring: { ...(seen ?? cart).scoring, ...(cart.table && { cart: cart.scoring.steps }) },
    table: (seen ?? cart).table,
    window: windowOf(data),
    sessions: data.starts.length - 1,
    interactions: data.items.length,
  }
}

/** A fitted table, how it is scored, and the settings that were chosen; undefined for a plain ridge. */
interface FittedTable {
  readonly rows: NeighbourRows
  readonly scoring: ModelScoring
  readonly table: TableSettings | undefined
}

/** A table that is counted, diffused, shaped and joined with content as the chosen settings say. */
function fitTable(
  data: Interactions,
  goal: TableGoal,
  resolved: ResolvedTrainSettings,
  memory: number,
  { traits, onProgress }: FitOptions,
): FittedTable {
  const { settings } = tuneTable(data, {
    goal,
    fixed: resolved.table,
    traits,
    memory,
    onProgress: (ratio) => onProgress?.(ratio * TUNE_RATIO),
  })
  return makeTable(data, settings, goal, resolved, memory, traits)
}

function makeTable(
  data: Interactions,
  settings: TableSettings,
  goal: TableGoal,
  { neighbours, minVisitors }: ResolvedTrainSettings,
  memory: number,
  traits: FitOptions['traits'],
): FittedTable {
  const counts = countItems(data)
  const most = Math.max(20, Math.min(MOST_NEIGHBOURS, Math.floor(MOST_PAIRS / data.ids.length)))
  const counted = countTransitions(data, findOccurrences(data), settings, { most, minVisitors })
  const recency = fitRecency(data, counts, settings.trendScale)
  const shaped = shapeRows(diffuse(counted, counts, settings, most), counts, recency, settings)
  const content = settings.contentShare > 0 ? fitContent(data.ids, traits, counts) : undefined
  const rows = addContent(shaped, content, settings.contentShare, neighbours)
  const { steps, own } = scoringOf(settings, memory)
  // What a buyer has met is not answered: nothing says what a return to it is worth.
  return { rows, scoring: { steps, own: goal.without === 'met' ? [] : own }, table: settings }
}

/**
 * Bought together: by the order in which things came into the basket, where that predicts the last one better than a ridge
 * over unordered baskets does on held-out orders; else, or with too few orders to tell, by the ridge.
 */
function fitBaskets(baskets: Interactions, resolved: ResolvedTrainSettings, options: FitOptions): FittedTable {
  const { basketHalfLifeRatio, memory, table: fixed } = resolved
  const ridgeOf = (data: Interactions) => fitRidge(countTogether(data, basketHalfLifeRatio), resolved)
  const flat: ModelScoring = { steps: Array.from({ length: memory }, () => 1), own: [] }
  const { traits, onProgress } = options
  if (resolved.baskets === 'ridge') return { rows: ridgeOf(baskets), scoring: flat, table: undefined }
  const tuned = tuneTable(baskets, { goal: BASKET, fixed, traits, memory: BASKET_MEMORY, onProgress })
  if (resolved.baskets === 'order') return makeTable(baskets, tuned.settings, BASKET, resolved, BASKET_MEMORY, traits)
  if (tuned.questions >= LEAST_QUESTIONS) {
    const { fitted, held } = holdOut(baskets, BASKET)
    const measure = createMeasure(held, countItems(fitted), BASKET)
    const steps = Array.from({ length: BASKET_MEMORY }, () => 1)
    const isSmall = baskets.ids.length <= MOST_RIDGE_ITEMS
    const ridge = isSmall ? measure(ridgeOf(fitted), { steps, own: [] }) : undefined
    if (!ridge || tuned.quality.reciprocalRank > ridge.reciprocalRank)
      return makeTable(baskets, tuned.settings, BASKET, resolved, BASKET_MEMORY, traits)
  }
  return { rows: ridgeOf(baskets), scoring: flat, table: undefined }
}

function windowOf({ ts, timeUnit }: Interactions): FittedModel['window'] {
  if (timeUnit === 'order' || ts.length === 0) return { from: null, to: null }
  return {
    from: ts.reduce((first, value) => Math.min(first, value)),
    to: ts.reduce((last, value) => Math.max(last, value)),
  }
}
