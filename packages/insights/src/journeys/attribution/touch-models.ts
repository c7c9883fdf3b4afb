import { type Credits, gatherCredits } from './credit.js'
import { channelsOf, type Path } from './path.js'

/** How the models that look at one path at a time are set. */
export interface TouchOptions {
  /** Position model: share of the first touch. @default 0.4 */
  readonly firstShare?: number | undefined
  /** Position model: share of the last touch. @default 0.4 */
  readonly lastShare?: number | undefined
  /** Time decay on paths without times: after so many touches a touch counts half. @default 1 */
  readonly halfLifeTouches?: number | undefined
  /** Time decay on journeys with times: after so many days a touch counts half. @default 7 */
  readonly halfLifeDays?: number | undefined
  /** Steps that are no channel for the model `last_non_direct`, in any case of letters. @default direct, (direct), (none) */
  readonly direct?: readonly string[] | undefined
}

export const TOUCH_DEFAULTS = {
  firstShare: 0.4,
  lastShare: 0.4,
  halfLifeTouches: 1,
  halfLifeDays: 7,
  direct: ['direct', '(direct)', '(none)', '(direct) / (none)'],
} as const satisfies TouchOptions

/** The models that share out the orders of each path by where in it a touch stands. */
export const TOUCH_MODELS = ['first', 'last', 'last_non_direct', 'linear', 'position', 'time_decay'] as const
/** One of {@link TOUCH_MODELS}. */
export type TouchModel = (typeof TOUCH_MODELS)[number]

/** The shares of the touches of a path, adding up to 1. */
type Shares = (steps: readonly string[], options: Required<TouchOptions>) => number[]

const only = (steps: readonly string[], index: number): number[] => steps.map((_, at) => (at === index ? 1 : 0))

const SHARES: Readonly<Record<TouchModel, Shares>> = {
  first: (steps) => only(steps, 0),
  last: (steps) => only(steps, steps.length - 1),
  last_non_direct: (steps, { direct }) => {
    const isDirect = new Set(direct.map((name) => name.toLowerCase()))
    const index = steps.findLastIndex((step) => !isDirect.has(step.toLowerCase()))
    return only(steps, index < 0 ? steps.length - 1 : index)
  },
  linear: (steps) => steps.map(() => 1 / steps.length),
  position: (steps, { firstShare, lastShare }) => {
    const last = steps.length - 1
    if (last === 0) return [1]
    // Without a touch between them the two ends share the middle's part as they share their own.
    const ends = firstShare + lastShare
    if (last === 1) return ends > 0 ? [firstShare / ends, lastShare / ends] : [0.5, 0.5]
    const between = (1 - ends) / (last - 1)
    return steps.map((_, at) => (at === 0 ? firstShare : at === last ? lastShare : between))
  },
  time_decay: (steps, { halfLifeTouches }) => {
    const weights = steps.map((_, at) => 2 ** ((at + 1 - steps.length) / halfLifeTouches))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return weights.map((weight) => weight / sum)
  },
}

/** What a model of {@link TOUCH_MODELS} credits, and how sure the conversions are. */
export interface TouchCredits {
  readonly credits: Credits
  /** Standard errors of the conversions credited: orders on a path are taken as a Poisson count. */
  readonly se: Readonly<Record<string, number>>
}

/**
 * Shares out the orders of paths. A touch is a step of the path, so a channel that is there twice has two touches. `first`, `last`: all to
 * that touch; `last_non_direct`: to the last touch that is not direct, or the last where all are; `linear`: equal parts to all touches;
 * `position`: 40 % to the first, 40 % to the last, the rest in equal parts between (two touches: half each; one: all); `time_decay`: a
 * touch k touches before the last weighs 2^(−k / half-life).
 */
export function creditTouches(paths: readonly Path[], model: TouchModel, options: TouchOptions = {}): TouchCredits {
  const { firstShare, lastShare, halfLifeTouches, halfLifeDays, direct } = TOUCH_DEFAULTS
  const resolved = {
    firstShare: options.firstShare ?? firstShare,
    lastShare: options.lastShare ?? lastShare,
    halfLifeTouches: options.halfLifeTouches ?? halfLifeTouches,
    halfLifeDays: options.halfLifeDays ?? halfLifeDays,
    direct: options.direct ?? direct,
  }
  const channels = channelsOf(paths)
  const gathered = gatherCredits(channels)
  const variances = new Map(channels.map((channel) => [channel, 0]))
  for (const { steps, conversions, value } of paths) {
    if (conversions === 0 && value === 0) continue
    const byChannel = new Map<string, number>()
    SHARES[model](steps, resolved).forEach((share, at) => {
      const channel = steps[at] as string
      byChannel.set(channel, (byChannel.get(channel) ?? 0) + share)
    })
    for (const [channel, share] of byChannel) {
      gathered.add(channel, conversions * share, value * share)
      variances.set(channel, (variances.get(channel) ?? 0) + conversions * share * share)
    }
  }
  return {
    credits: gathered.done(),
    se: Object.fromEntries(Array.from(variances, ([channel, variance]) => [channel, Math.sqrt(variance)])),
  }
}
