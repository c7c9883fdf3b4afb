import type { ExperimentResult } from '@endcap/insights'
import type { Browser } from 'playwright-core'

/** What is planted: clicks per row seen, the lift of the arm `chosen`, and the share of its exposures that get lost. */
export declare const TRUTHS: Readonly<
  Record<'planted' | 'same' | 'broken', { rate: number; lift: number; loss: number }>
>

export interface Study {
  readonly name: keyof typeof TRUTHS
  readonly shoppers: number
  /** Of them, through real pages in `browser`. */
  readonly inPages: number
  readonly days: number
  readonly seed: number
  readonly browser?: Browser
  readonly log: (text: string) => void
}

/** Lets shoppers come, and reads the result as a marketer would. */
export declare function study(options: Study): Promise<{
  readonly name: string
  readonly shoppers: number
  readonly inPages: number
  readonly days: number
  readonly seconds: number
  /** Exposures. */
  readonly lost: number
  readonly result: ExperimentResult
}>
