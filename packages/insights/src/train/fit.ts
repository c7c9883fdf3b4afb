import type { ModelScoring } from '@endcap/core'
import { countTogether, selectBaskets, selectViews } from './baskets.js'
import { fitContent } from './content.js'
import { diffuse } from './diffuse.js'
import type { Interactions } from './interactions.js'
import { findOccurrences } from './occurrences.js'
import { countItems, fitTrend } from './popularity.js'
import type { ItemTraits } from './read-items.js'
import { fitRidge } from './ridge.js'
import type { NeighbourRows } from './rows.js'
import { type ResolvedTrainSettings, resolveTrainSettings, type TrainSettings } from './settings.js'
import { addContent, shapeRows } from './shape.js'
import type { TableGoal } from './slice.js'
import { scoringOf, type TableSettings } from './table-settings.js'
import { countTransitions } from './transitions.js'
import { tuneTable } from './tune.js'

/** A model before it is bytes. Item indices are those of the interactions: by first appearance. */
export interface FittedModel {
  readonly ids: readonly string[]
  readonly count: Uint32Array
  readonly trend: Float32Array
  /** Where the data are orders only, `view` is the same object as `cart`. */
  readonly tables: { readonly view: NeighbourRows; readonly cart: NeighbourRows }
  readonly scoring: ModelScoring
  /** How the view table was made; undefined where the data are orders only. */
  readonly table: TableSettings | undefined
  readonly window: { readonly from: number | null; readonly to: number | null }
  readonly sessions: number
  readonly interactions: number
}

/** What a fit is for. */
export interface FitOptions {
  /** What the settings are chosen for. @default the next item of a visit, the current one left out, as shops show */
  readonly goal?: TableGoal
  /** What the catalogue says of the items, by id: lends neighbours to items with few visits or none. */
  readonly traits?: ReadonlyMap<string, ItemTraits> | undefined
  /** Hears of the share that is done, from 0 to 1. */
  readonly onProgress?: ((ratio: number) => void) | undefined
}

const STOREFRONT: TableGoal = { protocol: 'session', without: 'current' }
/** Neighbours of a row while it is made; and the most pairs of a table, which bounds the memory. */
const MOST_NEIGHBOURS = 200
const MOST_PAIRS = 40_000_000
/** Share of the time that choosing takes. */
const TUNE_RATIO = 0.8

/** Fits popularity, the table of what is seen after, and bought together. Deterministic: same rows and settings, same model. */
export function fitModel(data: Interactions, settings: TrainSettings = {}, options: FitOptions = {}): FittedModel {
  const resolved = resolveTrainSettings(settings)
  const count = countItems(data)
  const cart = fitRidge(countTogether(selectBaskets(data), resolved.basketHalfLifeRatio), resolved)
  const seen = data.kind === 'orders' ? undefined : fitViews(selectViews(data), resolved, options)
  return {
    ids: data.ids,
    count,
    trend: fitTrend(data, resolved.trendHalfLifeDays),
    tables: { view: seen?.rows ?? cart, cart },
    scoring: seen?.scoring ?? { steps: Array.from({ length: resolved.memory }, () => 1), own: [] },
    table: seen?.table,
    window: windowOf(data),
    sessions: data.starts.length - 1,
    interactions: data.items.length,
  }
}

/** The table of what is seen after: counted, diffused, shaped and joined with content as the chosen settings say. */
function fitViews(
  views: Interactions,
  { neighbours, minVisitors, memory, table: fixed }: ResolvedTrainSettings,
  { goal = STOREFRONT, traits, onProgress }: FitOptions,
): { readonly rows: NeighbourRows; readonly scoring: ModelScoring; readonly table: TableSettings } {
  const { settings } = tuneTable(views, {
    goal,
    fixed,
    traits,
    memory,
    onProgress: (ratio) => onProgress?.(ratio * TUNE_RATIO),
  })
  const counts = countItems(views)
  const most = Math.max(20, Math.min(MOST_NEIGHBOURS, Math.floor(MOST_PAIRS / views.ids.length)))
  const counted = countTransitions(views, findOccurrences(views), settings, { most, minVisitors })
  const shaped = shapeRows(diffuse(counted, counts, settings, most), counts, settings)
  const content = settings.contentShare > 0 ? fitContent(views.ids, traits, counts) : undefined
  const rows = addContent(shaped, content, settings.contentShare, neighbours)
  onProgress?.(1)
  return { rows, scoring: scoringOf(settings, memory), table: settings }
}

function windowOf({ ts, timeUnit }: Interactions): FittedModel['window'] {
  if (timeUnit === 'order' || ts.length === 0) return { from: null, to: null }
  return {
    from: ts.reduce((first, value) => Math.min(first, value)),
    to: ts.reduce((last, value) => Math.max(last, value)),
  }
}
