/** How one customer bought until a day, in weeks from the first purchase. Purchases of one day are one. */
export interface PurchaseHistory {
  /** Repeat purchases: days with a purchase after the first one. */
  readonly x: number
  /** From the first purchase to the last one; 0 without a repeat purchase. */
  readonly t_x: number
  /** From the first purchase to the end of what is known. */
  readonly T: number
}

/** Equal histories are told once. */
export interface HistoryCount extends PurchaseHistory {
  readonly customers: number
}

/** Models of repeat buying. */
export const LIFETIME_MODELS = ['bg_nbd', 'mbg_nbd', 'pareto_nbd', 'nbd'] as const
/** One of {@link LIFETIME_MODELS}. */
export type LifetimeModelName = (typeof LIFETIME_MODELS)[number]

/** A model of how people buy and leave, with its parameters given. */
export interface LifetimeModel {
  /** Log of the chance density of a history. */
  logLikelihood(history: PurchaseHistory): number
  /** Chance that the customer has not left. */
  pAlive(history: PurchaseHistory): number
  /** Expected purchases within so many weeks from now. */
  expected(history: PurchaseHistory, weeks: number): number
  /** Chance of a purchase within so many weeks, of somebody who has not left. */
  buysWithin(history: PurchaseHistory, weeks: number): number
  /** Expected repeat purchases of a new customer in the first weeks. */
  expectedOfNew(weeks: number): number
}

/** A family of such models. */
export interface LifetimeFamily<Parameter extends string = string> {
  readonly name: LifetimeModelName
  /** All of them above 0. */
  readonly parameters: readonly Parameter[]
  /** The parameters that say how people leave; none: they never do. */
  readonly leaving: readonly Parameter[]
  /** Where a fit begins, from the mean weeks of observation. */
  starts(meanT: number): readonly (readonly number[])[]
  create(values: readonly number[]): LifetimeModel
}

/** A day in weeks. */
const DAY = 1 / 7

/**
 * Chance that a customer has not left, as it will be tomorrow for those who bought today: a purchase of today says nothing on whether it
 * was the last, and Pareto/NBD would be sure.
 */
export function stillThere(model: LifetimeModel, history: PurchaseHistory): number {
  return model.pAlive({ ...history, T: Math.max(history.T, history.t_x + DAY) })
}
