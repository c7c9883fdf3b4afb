import { EndcapError } from '@endcap/core'
import type { Credits } from './credit.js'
import { creditMarkov, type MarkovCredits } from './markov.js'
import { channelsOf, type Path } from './path.js'
import { resamplePaths } from './resample.js'
import { creditShapley } from './shapley.js'
import { creditTouches, TOUCH_DEFAULTS, TOUCH_MODELS, type TouchModel, type TouchOptions } from './touch-models.js'

/** How orders are shared out among channels. */
export interface AttributionOptions extends TouchOptions {
  /** Touches that the next step depends on in the Markov chain, 1 to 3. @default 1 */
  readonly markovOrder?: number | undefined
  /** Draws for the standard errors of the Markov model; 0: none, as with chains of more than 200 states. @default 100 */
  readonly draws?: number | undefined
  /** @default 1 */
  readonly seed?: number | undefined
  /** Credits of time decay by real times, where journeys have them; else it goes by touches. */
  readonly timed?: { readonly credits: Credits; readonly se: Readonly<Record<string, number>> } | undefined
}

/** Chains with more states are solved once, not once a draw: a thousand states take seconds. */
const MOST_DRAWN_STATES = 200

/** The models, in the order in which they are shown. */
export const ATTRIBUTION_MODELS = [...TOUCH_MODELS, 'markov', 'shapley'] as const
/** One of {@link ATTRIBUTION_MODELS}. */
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number]

/** What a model credits, by channel. */
export interface ModelCredits {
  readonly conversions: Readonly<Record<string, number>>
  readonly value: Readonly<Record<string, number>>
  /** Standard errors of `conversions`. */
  readonly se?: Readonly<Record<string, number>>
}

/** Every model side by side. */
export interface Attribution {
  readonly totals: {
    /** Distinct paths. */
    readonly paths: number
    readonly conversions: number
    readonly value: number
    /** Journeys that ended without an order. */
    readonly nulls: number
  }
  readonly channels: readonly string[]
  readonly models: Readonly<Record<Exclude<AttributionModel, 'markov'>, ModelCredits>> & {
    readonly markov: ModelCredits & Omit<MarkovCredits, 'credits'>
  }
  /** Models by what they were set to. */
  readonly settings: {
    readonly position: { readonly first: number; readonly last: number }
    readonly time_decay: { readonly half_life: number; readonly unit: 'touches' | 'days' }
    readonly markov: { readonly order: number; readonly draws: number }
  }
}

/**
 * Shares out the orders of paths, and what they were worth, by every model of {@link ATTRIBUTION_MODELS}. Each model keeps the totals.
 * Models are views of the same journeys; none says what a channel caused. Throws `input-empty` without an order and `option-invalid` for
 * a setting that cannot be.
 */
export function attribute(paths: readonly Path[], options: AttributionOptions = {}): Attribution {
  checkOptions(options)
  const { markovOrder = 1, draws = 100, seed = 1, timed } = options
  const sum = (field: 'conversions' | 'value' | 'nulls') => paths.reduce((total, path) => total + path[field], 0)
  const totals = { paths: paths.length, conversions: sum('conversions'), value: sum('value'), nulls: sum('nulls') }
  if (!(totals.conversions > 0)) throw new EndcapError('input-empty', 'no path holds an order')
  const { credits: markovCredits, ...chain } = creditMarkov(paths, markovOrder)
  const shapley = creditShapley(paths)
  const channels = channelsOf(paths)
  const touched = (model: TouchModel): ModelCredits => {
    if (model === 'time_decay' && timed) return named(fill(timed.credits, channels), fillErrors(timed.se, channels))
    const { credits, se } = creditTouches(paths, model, options)
    return named(credits, se)
  }
  return {
    totals,
    channels,
    models: {
      first: touched('first'),
      last: touched('last'),
      last_non_direct: touched('last_non_direct'),
      linear: touched('linear'),
      position: touched('position'),
      time_decay: touched('time_decay'),
      markov: {
        ...named(
          markovCredits,
          chain.states > MOST_DRAWN_STATES ? undefined : markovErrors(paths, markovOrder, draws, seed),
        ),
        ...chain,
      },
      shapley: named(shapley.credits, shapley.se),
    },
    settings: {
      position: {
        first: options.firstShare ?? TOUCH_DEFAULTS.firstShare,
        last: options.lastShare ?? TOUCH_DEFAULTS.lastShare,
      },
      time_decay: timed
        ? { half_life: options.halfLifeDays ?? TOUCH_DEFAULTS.halfLifeDays, unit: 'days' }
        : { half_life: options.halfLifeTouches ?? TOUCH_DEFAULTS.halfLifeTouches, unit: 'touches' },
      markov: { order: markovOrder, draws },
    },
  }
}

function checkOptions({ markovOrder = 1, draws = 100, ...touch }: AttributionOptions): void {
  const { firstShare = TOUCH_DEFAULTS.firstShare, lastShare = TOUCH_DEFAULTS.lastShare } = touch
  const { halfLifeTouches = 1, halfLifeDays = 1 } = touch
  const refuse = (what: string): never => {
    throw new EndcapError('option-invalid', what)
  }
  if (![1, 2, 3].includes(markovOrder)) refuse('the order of the Markov chain is 1, 2 or 3')
  if (!(Number.isInteger(draws) && draws >= 0)) refuse('draws are a whole number from 0')
  if (!(firstShare >= 0 && lastShare >= 0 && firstShare + lastShare <= 1)) {
    refuse('the shares of the first and the last touch are from 0 to 1, and at most 1 together')
  }
  if (!(halfLifeTouches > 0 && halfLifeDays > 0)) refuse('a half-life is a number above 0')
}

/** Channels that were met in no journey with an order have nothing. */
function fill(credits: Credits, channels: readonly string[]): Credits {
  return Object.fromEntries(channels.map((channel) => [channel, credits[channel] ?? { conversions: 0, value: 0 }]))
}

function fillErrors(se: Readonly<Record<string, number>>, channels: readonly string[]): Record<string, number> {
  return Object.fromEntries(channels.map((channel) => [channel, se[channel] ?? 0]))
}

function named(credits: Credits, se?: Readonly<Record<string, number>>): ModelCredits {
  const pick = (field: 'conversions' | 'value') =>
    Object.fromEntries(Object.entries(credits).map(([channel, credit]) => [channel, credit[field]]))
  return { conversions: pick('conversions'), value: pick('value'), ...(se && { se }) }
}

/** Standard deviations of what the chain credits, over paths as they would be counted other times. */
function markovErrors(
  paths: readonly Path[],
  order: number,
  draws: number,
  seed: number,
): Readonly<Record<string, number>> | undefined {
  if (draws < 2) return undefined
  const channels = channelsOf(paths)
  const sums = new Map(channels.map((channel) => [channel, { count: 0, mean: 0, squares: 0 }]))
  for (const drawn of resamplePaths(paths, draws, seed)) {
    if (!drawn.some(({ conversions }) => conversions > 0)) continue
    const { credits } = creditMarkov(drawn, order)
    for (const [channel, sum] of sums) {
      const conversions = credits[channel]?.conversions ?? 0
      sum.count++
      const delta = conversions - sum.mean
      sum.mean += delta / sum.count
      sum.squares += delta * (conversions - sum.mean)
    }
  }
  return Object.fromEntries(
    Array.from(sums, ([channel, { count, squares }]) => [channel, count > 1 ? Math.sqrt(squares / (count - 1)) : 0]),
  )
}
