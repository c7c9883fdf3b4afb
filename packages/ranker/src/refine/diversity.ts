import type { Product } from '@endcap/core'
import { tasteKeys } from '../profile/affinity.js'
import { NEAR_RATIO } from './rotation.js'
import type { Draft, Step } from './step.js'

/** What a likeness in each part weighs; together 1. */
const CATEGORY = 0.5
const BRAND = 0.3
const PRICE = 0.2

/** What lists are varied by. */
interface Kind {
  readonly id: string
  readonly path: readonly string[]
  readonly brand: string | undefined
  readonly band: string | undefined
}

const kinds = new WeakMap<Product, Kind>()

function kindOf(product: Product): Kind {
  let kind = kinds.get(product)
  if (!kind) {
    const { id, categories: path = [], brand, price, salePrice = price } = product
    kinds.set(product, (kind = { id, path, brand, band: tasteKeys({ price, salePrice })[0] }))
  }
  return kind
}

/** From 0, nothing in common, to 1: the same category, brand and price band. A shared part of the path counts in proportion. */
function likeness(a: Kind, b: Kind): number {
  let shared = 0
  while (shared < a.path.length && a.path[shared] === b.path[shared]) shared++
  const longest = Math.max(a.path.length, b.path.length)
  return (
    (longest && (CATEGORY * shared) / longest) +
    (a.brand && a.brand === b.brand ? BRAND : 0) +
    (a.band && a.band === b.band ? PRICE : 0)
  )
}

/**
 * Maximal marginal relevance (Carbonell, Goldstein, SIGIR 1998), greedy: the next is the one with the most of
 * (1 − strength) × score − strength × its likeness to the most alike above, those of other strategies included. What is over
 * a cap is left out. At strength 0 and without caps the list is as it was. Ends with what cannot share a place of the list by lot: what is
 * worth less comes later.
 */
export const byDiversity: Step = (drafts, { query, products, start, variety: { diversity, caps } }) => {
  const above = (query.chosen ?? []).flatMap(({ id }) => products.get(id) ?? []).map(kindOf)
  const counts = new Map<string, number>()
  const isFull = (kind: Kind) => places(kind).some(([key, most]) => (counts.get(key) ?? 0) >= most)
  const places = ({ path, brand }: Kind): (readonly [string, number])[] => [
    ...(path.length && caps.category ? [[`category:${path[path.length - 1]}`, caps.category] as const] : []),
    ...(brand && caps.brand ? [[`brand:${brand}`, caps.brand] as const] : []),
  ]
  const waiting = drafts.map((draft, from) => ({
    draft,
    from: start + from,
    kind: kindOf(draft.product),
    alike: 0,
    like: '',
  }))
  const stand = (kind: Kind) => {
    for (const [key] of places(kind)) counts.set(key, (counts.get(key) ?? 0) + 1)
    if (!diversity) return
    for (const other of waiting) {
      const alike = likeness(kind, other.kind)
      if (alike > other.alike) [other.alike, other.like] = [alike, kind.id]
    }
  }
  for (const kind of above) stand(kind)
  const answer: Draft[] = []
  while (waiting.length) {
    let best = 0
    let most = -Infinity
    for (let i = 0; i < waiting.length; i++) {
      const { draft, alike } = waiting[i]!
      const value = diversity ? (1 - diversity) * draft.score - diversity * alike : draft.score
      if (value > most) {
        best = i
        most = value
      }
    }
    // Values fall, so that no later one is near.
    const cut = answer[query.count - 1]?.value ?? 0
    if (answer.length >= query.count && !(cut > 0 && most >= cut * NEAR_RATIO)) break
    const [{ draft, from, kind, like }] = waiting.splice(best, 1) as [(typeof waiting)[number]]
    if (isFull(kind)) continue
    const to = start + answer.length
    stand(kind)
    const parts =
      from === to ? draft.parts : [...draft.parts, { step: 'diversity' as const, from, to, ...(like && { like }) }]
    answer.push({ ...draft, value: most, parts })
  }
  return answer
}
