import type { Product, Profile } from '@endcap/core'
import { DAY_MS, decay } from '../profile/decay.js'
import { articleOf } from './step.js'

/** An article that the visitor ordered. */
export interface Purchased {
  /** The form of it that was ordered last. */
  readonly id: string
  readonly lastTs: number
  readonly firstTs: number
  /** Orders that held it. */
  readonly count: number
}

/** What a score keeps right after the order. */
const JUST_BOUGHT = 0.2
/** What the due date makes of a score. */
const DUE = 2
/** Without a known interval: half of what the order took away is back after a month. */
const FORGET_MS = 30 * DAY_MS

/** The articles of the visitor's orders, by article. */
export function purchasesOf(profile: Profile, productOf: (id: string) => Product | undefined): Map<string, Purchased> {
  const found = new Map<string, Purchased>()
  // Newest first, as the profile keeps them.
  for (const { ts, items } of profile.orders) {
    for (const id of new Set(items)) {
      const product = productOf(id)
      const article = product ? articleOf(product) : id
      const later = found.get(article)
      // Two forms of it in one order are one purchase.
      if (later?.firstTs === ts) continue
      found.set(
        article,
        later ? { ...later, firstTs: ts, count: later.count + 1 } : { id, lastTs: ts, firstTs: ts, count: 1 },
      )
    }
  }
  return found
}

/**
 * Ms from one order of an article to the next: the visitor's own mean, which needs two orders a day or more apart, else what
 * the catalogue says in the attribute `reorder_days`; undefined when neither does.
 */
export function intervalOf({ lastTs, firstTs, count }: Purchased, product?: Product): number | undefined {
  const own = count > 1 ? (lastTs - firstTs) / (count - 1) : 0
  if (own >= DAY_MS) return own
  const typicalMs = Number(product?.attributes?.reorder_days) * DAY_MS
  return typicalMs >= DAY_MS && typicalMs < Infinity ? typicalMs : undefined
}

/**
 * What an order of this age makes of a score: a fifth right after it, as before at two thirds of the interval, twice as much
 * on the day that the next is due, and back towards 1 when that day passes: halfway after each further interval. Without an
 * interval it never gains, and is forgotten by halves of a month.
 */
export function dueFactor(ageMs: number, intervalMs?: number): number {
  if (!intervalMs) return 1 - (1 - JUST_BOUGHT) * decay(ageMs, FORGET_MS)
  const part = Math.max(0, ageMs / intervalMs)
  return part < 1
    ? JUST_BOUGHT + (DUE - JUST_BOUGHT) * part * part
    : 1 + (DUE - 1) * decay(ageMs - intervalMs, intervalMs)
}
