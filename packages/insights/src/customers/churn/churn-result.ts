import type { SourceBasis } from '../../source/source.js'
import type { LifetimeModelName } from '../clv/lifetime-model.js'
import type { FeatureName } from './features.js'
import type { ShopGaps } from './gaps.js'
import type { NextOrder } from './next-order.js'
import type { TargetReport } from './predict-target.js'
import type { LeavingEvidence, NextOrderTest } from './staying.js'

/** `silent`: so long that leaving is surer than chance; `late`: beyond the own or the shop's usual gap; `on_time`: neither. */
export type ChurnState = 'silent' | 'late' | 'on_time'

/** Why a model says so: what it knows, and by how much that moves the log odds of leaving. */
export interface ChurnReason {
  readonly feature: FeatureName
  readonly title: string
  readonly value: number
  readonly contribution: number
}

/** One customer's warning. */
export interface ChurnCustomer {
  readonly id: string
  readonly state: ChurnState
  readonly last_order: string
  readonly days_since_order: number
  readonly purchases: number
  readonly value: number
  /** Days after which the customer is late, and by whose gaps. */
  readonly limit_days: number
  readonly limit_from: 'own' | 'shop'
  /** Chance of not having left; null where no model can tell. */
  readonly p_alive: number | null
  /** Chance that somebody who has not left is silent for so long; null without a model. */
  readonly silence_p: number | null
  /** Chance of no order in the window, and of one soon, by the calibrated models; null where they find nothing. */
  readonly p_leaving: number | null
  readonly p_buying: number | null
  readonly reasons: readonly ChurnReason[]
  readonly next_order: NextOrder | null
}

/** Who is leaving, who will buy and when. Keys are in snake case: the result is the JSON that people read. */
export interface ChurnResult {
  readonly basis: SourceBasis
  readonly n: number
  /** Last day of the log. */
  readonly as_of: string
  readonly gaps: ShopGaps
  /** Why no model of repeat buying stands, in words. */
  readonly refused?: string
  /** The model behind `p_alive`, `silence_p` and `next_order`. */
  readonly lifetime_model: LifetimeModelName | null
  readonly leaving: LeavingEvidence | null
  /** Customers who are said to have left, of whom at most the level is expected to be there still. */
  readonly silence: { readonly level: number; readonly tested: number; readonly found: number } | null
  readonly counts: Readonly<Record<ChurnState, number>>
  /** Calibrated models, or why there is none. */
  readonly models: {
    readonly leaving: TargetReport | { readonly refused: string }
    readonly buying: TargetReport | { readonly refused: string }
  }
  /** Next orders in the newest window, among those expected within their 80 % interval. */
  readonly next_order_test: NextOrderTest | null
  /** Whether anything was found that chance does not explain. */
  readonly finding: boolean
  /** The silent first, then the late; within each, who brought most. */
  readonly customers: readonly ChurnCustomer[]
}
