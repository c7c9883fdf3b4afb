import { BG_NBD } from './bg-nbd.js'
import { type FittedLifetime, fitLifetime, neverLeaves, parametersOf, sampleHistories } from './fit-lifetime.js'
import type { LifetimeModelName, PurchaseHistory } from './lifetime-model.js'
import { MBG_NBD } from './mbg-nbd.js'
import { NBD } from './nbd.js'
import { PARETO_NBD } from './pareto-nbd.js'

/** Every family fitted to the same customers. */
export type FittedFamilies = Readonly<Record<LifetimeModelName, FittedLifetime>>

/** Buyers with a repeat purchase below which a fit tells nothing: the parameters of leaving are all but free. */
export const LEAST_REPEAT_BUYERS = 100

/** Fits all families. */
export function fitAll(histories: readonly PurchaseHistory[]): FittedFamilies {
  const rows = sampleHistories(histories)
  const nbd = fitLifetime(NBD, rows)
  const other = (family: Parameters<typeof fitLifetime>[0]) => fitLifetime(family, rows, nbd.log_likelihood)
  return { bg_nbd: other(BG_NBD), mbg_nbd: other(MBG_NBD), pareto_nbd: other(PARETO_NBD), nbd }
}

/** The parameters of a fit as they are reported. */
export interface FittedModel {
  readonly log_likelihood: number
  /** Customers that the fit rests on: of very many, a sample. */
  readonly customers: number
  readonly converged: boolean
  /** Parameters that ran to the edge of what there is. */
  readonly boundary: readonly string[]
  /** 95 %, from the asymptotic covariance of ln parameters; null where the likelihood is too flat. */
  readonly intervals: Readonly<Record<string, readonly [number, number] | null>>
  /** What a boundary means, in words. */
  readonly message?: string
  readonly [parameter: string]: unknown
}

/** A fit as plain JSON, its parameters by their names. */
export function tellFit(fit: FittedLifetime): FittedModel {
  const { values, intervals } = parametersOf(fit)
  const message = neverLeaves(fit)
    ? `The likelihood runs to its boundary (${fit.boundary.join(', ')}): in this log leaving cannot be told from pausing, and the model is no more than the plain NBD.`
    : fit.boundary.length > 0
      ? `The likelihood runs to its boundary (${fit.boundary.join(', ')}): customers hardly differ in what these describe.`
      : undefined
  return {
    ...values,
    log_likelihood: fit.log_likelihood,
    customers: fit.customers,
    converged: fit.isConverged,
    boundary: fit.boundary,
    intervals,
    ...(message !== undefined && { message }),
  }
}
