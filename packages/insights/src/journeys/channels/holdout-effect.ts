import { welch } from '../../experiment/welch.js'
import type { HoldoutSums } from './query-campaigns.js'

/** What a message added, against people who would have seen it and did not. */
export interface HoldoutEffect {
  readonly people: number
  readonly heldOut: number
  /** Shares of people who bought in the window. */
  readonly buyers: MeanEffect
  /** What a person spent in the window. */
  readonly value: MeanEffect
}

/** A difference of means with Welch's interval. */
export interface MeanEffect {
  readonly shown: number
  readonly heldOut: number
  readonly difference: number
  readonly low: number | undefined
  readonly high: number | undefined
  readonly p: number
}

/** Fewer people in an arm are not judged. */
export const HOLDOUT_PEOPLE = 30

/** The effect of a campaign by its holdout: this one is causal. Undefined with fewer than {@link HOLDOUT_PEOPLE} people in an arm. */
export function holdoutEffect(arms: readonly HoldoutSums[], alpha = 0.05): HoldoutEffect | undefined {
  const shown = arms.find(({ isHeldOut }) => !isHeldOut)
  const held = arms.find(({ isHeldOut }) => isHeldOut)
  if (!shown || !held || Math.min(shown.people, held.people) < HOLDOUT_PEOPLE) return undefined
  const compare = (sum: (arm: HoldoutSums) => number, squares: (arm: HoldoutSums) => number): MeanEffect => {
    const mean = (arm: HoldoutSums) => sum(arm) / arm.people
    const variance = (arm: HoldoutSums) => Math.max(0, squares(arm) / arm.people - mean(arm) ** 2) / (arm.people - 1)
    const test = welch(
      {
        value: mean(shown) - mean(held),
        variances: [variance(shown), variance(held)],
        visitors: [shown.people, held.people],
      },
      alpha,
    )
    return {
      shown: mean(shown),
      heldOut: mean(held),
      difference: mean(shown) - mean(held),
      low: test?.low,
      high: test?.high,
      p: test?.p ?? 1,
    }
  }
  return {
    people: shown.people,
    heldOut: held.people,
    buyers: compare(
      ({ buyers }) => buyers,
      ({ buyers }) => buyers,
    ),
    value: compare(
      ({ value }) => value,
      ({ squares }) => squares,
    ),
  }
}
