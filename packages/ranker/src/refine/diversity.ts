import type { Product } from '@endcap/core'
import { tasteKeys } from '../profile/affinity.js'
import { NEAR_RATIO } from './rotation.js'
import type { Draft, Step } from './step.js'

/** What a likeness in each part weighs; together 1. */
const CATEGORY = 0.5
const BRAND = 0.3
const PRICE = 0.2

/** What lists are varied by; texts as their numbers, since numbers compare in a fraction of the time. */
interface Kind {
  readonly id: string
  readonly path: readonly number[]
  /** 0: none. */
  readonly brand: number
  /** 0: none. */
  readonly band: number
}

const kinds = new WeakMap<Product, Kind>()
const numbers = new Map<string | undefined, number>([
  [undefined, 0],
  ['', 0],
])

function numberOf(text: string | undefined): number {
  let number = numbers.get(text)
  if (number === undefined) numbers.set(text, (number = numbers.size))
  return number
}

function kindOf(product: Product): Kind {
  let kind = kinds.get(product)
  if (!kind) {
    const { id, categories = [], brand, price, salePrice = price } = product
    const band = numberOf(tasteKeys({ price, salePrice })[0])
    kinds.set(product, (kind = { id, path: categories.map(numberOf), brand: numberOf(brand), band }))
  }
  return kind
}

/** From 0, nothing in common, to 1: the same category, brand and price band. A shared part of the path counts in proportion. */
function likeness(a: Kind, b: Kind): number {
  const longest = Math.max(a.path.length, b.path.length)
  let shared = 0
  while (shared < a.path.length && shared < b.path.length && a.path[shared] === b.path[shared]) shared++
  return (
    (shared && (CATEGORY * shared) / longest) +
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
  const counts = new Map<string, number>()
  const isFull = (product: Product) => places(product).some(([key, most]) => (counts.get(key) ?? 0) >= most)
  const places = ({ categories = [], brand }: Product): (readonly [string, number])[] => [
    ...(categories.length && caps.category
      ? [[`category:${categories[categories.length - 1]}`, caps.category] as const]
      : []),
    ...(brand && caps.brand ? [[`brand:${brand}`, caps.brand] as const] : []),
  ]
  const waiting = drafts.map((draft, from) => ({
    draft,
    from: start + from,
    kind: kindOf(draft.product),
    own: (1 - diversity) * draft.score,
    alike: 0,
    like: '',
  }))
  const stand = (product: Product) => {
    for (const [key] of places(product)) counts.set(key, (counts.get(key) ?? 0) + 1)
    if (!diversity) return
    const kind = kindOf(product)
    for (const other of waiting) {
      const alike = likeness(kind, other.kind)
      if (alike <= other.alike) continue
      other.alike = alike
      other.like = kind.id
    }
  }
  for (const { id } of query.chosen ?? []) {
    const product = products.get(id)
    if (product) stand(product)
  }
  const answer: Draft[] = []
  while (waiting.length) {
    let best = 0
    let most = -Infinity
    for (let i = 0; i < waiting.length; i++) {
      const { own, alike } = waiting[i]!
      const value = own - diversity * alike
      if (value > most) {
        best = i
        most = value
      }
    }
    // Values fall, so that no later one is near.
    const cut = answer[query.count - 1]?.value ?? 0
    if (answer.length >= query.count && !(cut > 0 && most >= cut * NEAR_RATIO)) break
    const [{ draft, from, like }] = waiting.splice(best, 1) as [(typeof waiting)[number]]
    const { id, product, score, parts } = draft
    if (isFull(product)) continue
    const to = start + answer.length
    stand(product)
    const part = { step: 'diversity' as const, from, to, ...(like && { like }) }
    answer.push({ id, product, score, value: most, from: draft.from, parts: from === to ? parts : [...parts, part] })
  }
  return answer
}
