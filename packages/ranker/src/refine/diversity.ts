import type { Product } from '@endcap/core'
import type { RankPart } from './part.js'
import { NEAR_RATIO } from './rotation.js'
import { type Draft, knownTastes, type Step } from './step.js'

/** What a likeness in each part weighs; together 1. */
const CATEGORY = 0.5
const BRAND = 0.3
const PRICE = 0.2

type Placed = Pick<Draft, 'product' | 'tastes'>

/** From 0, nothing in common, to 1: the same category, brand and price band. A shared part of the path counts in proportion. */
function likeness({ product: a, tastes: own }: Placed, { product: b, tastes: others }: Placed): number {
  const levels = a.categories?.length ?? 0
  const otherLevels = b.categories?.length ?? 0
  let shared = 0
  while (shared < levels && shared < otherLevels && own[shared] === others[shared]) shared++
  const band = own[a.brand ? levels + 1 : levels]
  return (
    (shared && (CATEGORY * shared) / Math.max(levels, otherLevels)) +
    (a.brand && b.brand && own[levels] === others[otherLevels] ? BRAND : 0) +
    (band !== undefined && band === others[b.brand ? otherLevels + 1 : otherLevels] ? PRICE : 0)
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
  const isFull = (product: Product) => places(product).some(([key, most]) => (counts.get(key) ?? 0) >= most)
  const places = ({ categories = [], brand }: Product): (readonly [string, number])[] => [
    ...(categories.length && caps.category
      ? [[`category:${categories[categories.length - 1]}`, caps.category] as const]
      : []),
    ...(brand && caps.brand ? [[`brand:${brand}`, caps.brand] as const] : []),
  ]
  const placed: Placed[] = []
  const place = (next: Placed) => {
    for (const [key] of places(next.product)) counts.set(key, (counts.get(key) ?? 0) + 1)
    placed.push(next)
  }
  const waiting = drafts.map((draft, from) => {
    const own = (1 - diversity) * draft.score
    return { draft, from: start + from, own, value: own, alike: 0, like: '', seen: 0 }
  })
  for (const { id } of query.chosen ?? []) {
    const product = products.get(id)
    if (product) place({ product, tastes: knownTastes(product) })
  }
  const answer: Draft[] = []
  while (waiting.length) {
    let at = 0
    // Best first, and never worth more than their own.
    for (let i = 1; i < waiting.length && waiting[i]!.own > waiting[at]!.value; i++) {
      if (waiting[i]!.value > waiting[at]!.value) at = i
    }
    const best = waiting[at]!
    const { draft, from } = best
    if (diversity && best.seen < placed.length) {
      for (; best.seen < placed.length; best.seen++) {
        const above = placed[best.seen]!
        const alike = likeness(above, draft)
        if (alike <= best.alike) continue
        best.alike = alike
        best.like = above.product.id
      }
      best.value = best.own - diversity * best.alike
      continue
    }
    const { value, like } = best
    // Values fall, so that no later one is near.
    const cut = answer[query.count - 1]?.value ?? 0
    if (answer.length >= query.count && !(cut > 0 && value >= cut * NEAR_RATIO)) break
    waiting.splice(at, 1)
    const { id, product, tastes, score, parts } = draft
    if (isFull(product)) continue
    const to = start + answer.length
    place(draft)
    const part: RankPart = like ? { step: 'diversity', from, to, like } : { step: 'diversity', from, to }
    answer.push({
      id,
      product,
      tastes,
      score,
      value,
      from: draft.from,
      parts: from === to ? parts : [...parts, part],
    })
  }
  return answer
}
