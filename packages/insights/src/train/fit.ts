import type { ModelScoring } from '@endcap/core'
import { countTogether, selectBaskets, selectViews } from './baskets.js'
import { findOccurrences, fitCovisits, type NeighbourRows } from './covisit.js'
import type { Interactions } from './interactions.js'
import { countItems, fitTrend } from './popularity.js'
import { fitRidge } from './ridge.js'
import { type ResolvedTrainSettings, resolveTrainSettings, type TrainSettings } from './settings.js'

/** A model before it is bytes. Item indices are those of the interactions: by first appearance. */
export interface FittedModel {
  readonly ids: readonly string[]
  readonly count: Uint32Array
  readonly trend: Float32Array
  /** Where the data are orders only, `view` is the same object as `cart`. */
  readonly tables: { readonly view: NeighbourRows; readonly cart: NeighbourRows }
  readonly scoring: ModelScoring
  readonly window: { readonly from: number | null; readonly to: number | null }
  readonly sessions: number
  readonly interactions: number
}

/** Fits popularity, co-visitation and bought-together tables. Deterministic: same rows and settings, same model. */
export function fitModel(data: Interactions, settings: TrainSettings = {}): FittedModel {
  const resolved = resolveTrainSettings(settings)
  const cart = fitRidge(countTogether(selectBaskets(data), resolved.halfLifeDays), resolved)
  const views = data.kind === 'orders' ? undefined : selectViews(data)
  return {
    ids: data.ids,
    count: countItems(data),
    trend: fitTrend(data, resolved.trendHalfLifeDays),
    tables: { view: views ? fitCovisits(views, findOccurrences(views), resolved) : cart, cart },
    scoring: scoringOf(resolved),
    window: windowOf(data),
    sessions: data.starts.length - 1,
    interactions: data.items.length,
  }
}

function scoringOf({ memory, stepScale, ownBonus }: ResolvedTrainSettings): ModelScoring {
  const steps = Array.from({ length: memory }, (_, k) => Math.exp(-k / stepScale))
  return { steps, own: ownBonus > 0 ? steps.map((_, k) => ownBonus * Math.exp(-k / 2)) : [] }
}

function windowOf({ ts, timeUnit }: Interactions): FittedModel['window'] {
  if (timeUnit === 'order' || ts.length === 0) return { from: null, to: null }
  return {
    from: ts.reduce((first, value) => Math.min(first, value)),
    to: ts.reduce((last, value) => Math.max(last, value)),
  }
}
