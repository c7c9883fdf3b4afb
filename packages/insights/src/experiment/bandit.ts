import { EndcapError } from '@endcap/core'
import { normalBelow } from './distribution.js'
import type { Estimate } from './estimate.js'

/** An arm as the bandit sees it. */
export interface BanditArm {
  readonly variant: string
  /** Share of the enrolled visitors now, 0–1. */
  readonly weight: number
  readonly visitors: number
  /** The metric, with the variance of the estimate. Undefined while nothing can be said of it. */
  readonly estimate: Estimate | undefined
}

/** How traffic moves. */
export interface BanditOptions {
  /** Which way is good. @default 'higher' */
  readonly better?: 'higher' | 'lower'
  /** Share that every arm keeps, so that a bad start can be made good. @default 0.05 */
  readonly floor?: number
  /** Visitors in every arm before any traffic moves. @default 100 */
  readonly minVisitors?: number
}

/** What each arm gets from now on. */
export interface BanditShares {
  /** False: the weights stay as they are. */
  readonly moved: boolean
  /** Why, in one sentence. */
  readonly reason: string
  readonly arms: readonly {
    readonly variant: string
    /** Chance that it is the best arm. Undefined where the weights stay for want of visitors. */
    readonly chanceBest: number | undefined
    readonly weight: number
  }[]
  /** {@link BANDIT_WARNING}. */
  readonly warning: string
}

export const BANDIT_DEFAULTS = { better: 'higher', floor: 0.05, minVisitors: 100 } as const satisfies BanditOptions

/** To be shown beside every effect of an experiment whose weights move. */
export const BANDIT_WARNING =
  'Traffic follows what looked best so far, so the effects of arms are biased: an arm that began unluckily keeps few visitors and looks worse than it is. Use a bandit to earn, and equal arms to learn.'
/** Points of the numerical integral; the error is far below a visitor. */
const POINTS = 4001
const DEVIATIONS = 8

/**
 * Thompson sampling (Thompson 1933) without the dice: the share of an arm is its chance of being best under normal posteriors
 * with a flat prior, P = ∫ φ_i Π Φ_j, and never below the floor f: f + (1 − k f) × P for k arms. Until every arm has its
 * visitors, and while an arm says nothing, the weights stay. Arms of weight 0 are out, and stay out. Throws `option-invalid`.
 */
export function thompsonShares(arms: readonly BanditArm[], options: BanditOptions = {}): BanditShares {
  const { better, floor, minVisitors } = { ...BANDIT_DEFAULTS, ...options }
  const open = arms.filter(({ weight }) => weight > 0)
  if (open.length < 2) throw new EndcapError('option-invalid', 'a bandit needs two arms with a weight above 0')
  if (!(floor >= 0) || floor * open.length > 1) {
    throw new EndcapError('option-invalid', `floor is a number from 0 to ${1 / open.length}, one over the arms`)
  }
  const stay = (reason: string): BanditShares => ({
    moved: false,
    reason,
    arms: arms.map(({ variant, weight }) => ({ variant, weight, chanceBest: undefined })),
    warning: BANDIT_WARNING,
  })
  const thin = open.find(({ visitors }) => visitors < minVisitors)
  if (thin) return stay(`${thin.variant} has ${thin.visitors} visitors; traffic moves from ${minVisitors} in every arm`)
  const silent = open.find(({ estimate }) => !estimate || !(estimate.variance > 0))
  if (silent) return stay(`nothing can be said of ${silent.variant} yet: all its visitors are alike`)
  const sign = better === 'higher' ? 1 : -1
  const posteriors = open.map(({ estimate }) => {
    const { value, variance } = estimate as Estimate
    return { mean: sign * value, deviation: Math.sqrt(variance) }
  })
  const chances = chancesOfBest(posteriors)
  return {
    moved: true,
    reason: 'every arm has its chance of being the best, and not less than its floor',
    arms: arms.map(({ variant }) => {
      const at = open.findIndex((arm) => arm.variant === variant)
      const chance = chances[at]
      if (chance === undefined) return { variant, chanceBest: undefined, weight: 0 }
      return { variant, chanceBest: chance, weight: floor + (1 - open.length * floor) * chance }
    }),
    warning: BANDIT_WARNING,
  }
}

/** Chance of each normal posterior to be the highest; they sum to 1. */
export function chancesOfBest(posteriors: readonly { readonly mean: number; readonly deviation: number }[]): number[] {
  const chances = posteriors.map((own, index) => {
    const others = posteriors.filter((_, other) => other !== index)
    let total = 0
    for (let point = 0; point < POINTS; point++) {
      const z = ((2 * point) / (POINTS - 1) - 1) * DEVIATIONS
      const x = own.mean + z * own.deviation
      const below = others.reduce((product, { mean, deviation }) => product * normalBelow((x - mean) / deviation), 1)
      total += Math.exp((-z * z) / 2) * below
    }
    return total
  })
  const whole = chances.reduce((sum, chance) => sum + chance, 0)
  return chances.map((chance) => chance / whole)
}
