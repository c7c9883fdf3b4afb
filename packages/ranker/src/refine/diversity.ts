import type { Product } from '@endcap/core'
import { NEAR_RATIO } from './rotation.js'
import { type Draft, type Look, lookOf, type Step, tell } from './step.js'

/** What a likeness in each part weighs; together 1. */
const CATEGORY = 0.5
const BRAND = 0.3
const PRICE = 0.2

/** From 0, nothing in common, to 1: the same category, brand and price band. A shared part of the path counts in proportion. */
function likeness(a: Look, b: Look): number {
  const { tastes, levels, brand, band } = a
  const others = b.tastes
  let shared = 0
  if (levels && b.levels && tastes[0] === others[0]) {
    const most = Math.max(levels, b.levels)
    for (shared = 1; shared < levels && shared < b.levels && tastes[shared] === others[shared]; ) shared++
    shared = (CATEGORY * shared) / most
  }
  return (
    shared +
    (brand !== undefined && brand === b.brand ? BRAND : 0) +
    (band !== undefined && band === b.band ? PRICE : 0)
  )
}

/**
 * Maximal marginal relevance (Carbonell, Goldstein, SIGIR 1998), greedy: the next is the one with the most of
 * (1 − strength) × score − strength × its likeness to the most alike above, those of other strategies included. What is over
 * a cap is left out. At strength 0 and without caps the list is as it was. Ends with what cannot share a place of the list by lot: what is
 * worth less comes later. What is placed only lowers the worth of the others, so that only the one that seems best is
 * compared with what was placed since it was looked at (lazy greedy; Minoux 1978).
 */
export const byDiversity: Step = (drafts, { query, products, start, variety: { diversity, caps } }) => {
  const counts = new Map<string, number>()
  const hasCaps = caps.category || caps.brand
  const places = ({ categories = [], brand }: Product): (readonly [string, number])[] => [
    ...(categories.length && caps.category
      ? [[`category:${categories[categories.length - 1]}`, caps.category] as const]
      : []),
    ...(brand && caps.brand ? [[`brand:${brand}`, caps.brand] as const] : []),
  ]
  const isFull = (product: Product) => hasCaps && places(product).some(([key, most]) => (counts.get(key) ?? 0) >= most)
  const placed: { readonly id: string; readonly look: Look }[] = []
  const place = (product: Product, look: Look) => {
    if (hasCaps) for (const [key] of places(product)) counts.set(key, (counts.get(key) ?? 0) + 1)
    placed.push({ id: product.id, look })
  }
  for (const { id } of query.chosen ?? []) {
    const product = products.get(id)
    if (product) place(product, lookOf(product))
  }
  /** By place in `drafts`. */
  const own = drafts.map(({ score }) => (1 - diversity) * score)
  const values = own.slice()
  const alikes = own.map(() => 0)
  const likes = drafts.map(() => '')
  const seen = own.map(() => 0)
  /** Compares with what was placed since. */
  function look(i: number): void {
    for (; seen[i]! < placed.length; seen[i]!++) {
      const above = placed[seen[i]!]!
      const alike = likeness(above.look, drafts[i]!.look)
      if (alike <= alikes[i]!) continue
      alikes[i] = alike
      likes[i] = above.id
      values[i] = own[i]! - diversity * alike
    }
  }
  const answer: Draft[] = []
  for (;;) {
    let at = -1
    let value = -Infinity
    // Best first, and never worth more than their own, nor than they were when they were looked at.
    for (let i = 0; i < drafts.length && own[i]! > value; i++) {
      if (values[i]! <= value) continue
      if (diversity) look(i)
      if (values[i]! <= value) continue
      at = i
      value = values[i]!
    }
    if (at < 0) break
    const draft = drafts[at]!
    // Values fall, so that no later one is near.
    const cut = answer[query.count - 1]?.value ?? 0
    if (answer.length >= query.count && !(cut > 0 && value >= cut * NEAR_RATIO)) break
    values[at] = -Infinity
    if (isFull(draft.product)) continue
    const to = start + answer.length
    const from = start + at
    const like = likes[at]
    place(draft.product, draft.look)
    if (from !== to) tell(draft, () => (like ? { step: 'diversity', from, to, like } : { step: 'diversity', from, to }))
    draft.value = value
    answer.push(draft)
  }
  return answer
}
