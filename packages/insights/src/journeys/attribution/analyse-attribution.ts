import type { InsightSource, SourceBasis } from '../../source/source.js'
import {
  ATTRIBUTION_MODELS,
  type Attribution,
  type AttributionModel,
  type AttributionOptions,
  attribute,
} from './attribution.js'
import { type PathRow, parsePaths } from './path.js'
import { readTimedCredits } from './timed-credits.js'
import { TOUCH_DEFAULTS } from './touch-models.js'

/** Every model side by side, and between what the models put each channel. */
export interface AttributionResult extends Attribution {
  readonly basis: SourceBasis
  /** Journeys, with and without an order. */
  readonly n: number
  /** Each channel's least and greatest share of the orders by any model, the greatest on the mean first. */
  readonly ranges: readonly ShareRange[]
  /** How far this may be taken. */
  readonly caution: string
}

/** Between what the models put a channel: shares of all orders. */
export interface ShareRange {
  readonly channel: string
  readonly low: number
  readonly lowModel: AttributionModel
  readonly high: number
  readonly highModel: AttributionModel
}

export const ATTRIBUTION_CAUTION =
  'These are views of the same journeys, not causes: only a holdout tells what a channel adds.'

/**
 * Shares out orders among channels by every model. Of sessions the journeys are each person's channels in the 30 days up to an order, and
 * time decay goes by days; of a file of paths it goes by touches. Throws `field-missing` where the source has no paths, `input-empty`
 * where none holds an order.
 */
export async function analyseAttribution(
  source: InsightSource,
  options: Omit<AttributionOptions, 'timed'> = {},
): Promise<AttributionResult> {
  const rows = await source.ask<PathRow>(
    `SELECT path, conversions, value, nulls FROM ${await source.table('paths')} AS p ORDER BY path`,
  )
  const paths = parsePaths(rows)
  const hasTimes = source.has('sessions') && source.has('orders')
  const timed = hasTimes
    ? await readTimedCredits(source, options.halfLifeDays ?? TOUCH_DEFAULTS.halfLifeDays)
    : undefined
  const attribution = attribute(paths, { ...options, timed })
  const { totals, channels, models } = attribution
  const ranges = channels
    .map((channel) => rangeOf(channel, models, totals.conversions))
    .sort((a, b) => b.low + b.high - a.low - a.high)
  return {
    basis: source.basis,
    n: totals.conversions + totals.nulls,
    ...attribution,
    ranges,
    caution: ATTRIBUTION_CAUTION,
  }
}

function rangeOf(channel: string, models: Attribution['models'], conversions: number): ShareRange {
  const shares = ATTRIBUTION_MODELS.map((model) => ({
    model,
    share: (models[model].conversions[channel] ?? 0) / conversions,
  }))
  const low = shares.reduce((least, found) => (found.share < least.share ? found : least))
  const high = shares.reduce((most, found) => (found.share > most.share ? found : most))
  return { channel, low: low.share, lowModel: low.model, high: high.share, highModel: high.model }
}
