import type { Product, Profile, ResolvedPlacement, StrategyName } from '@endcap/core'
import type { RankContext, Ranker } from '@endcap/ranker'
import type { SlotItem } from './client.js'

/** One slot's wish. */
export interface SlotRequest {
  readonly placement: ResolvedPlacement
  /** Items of a slot that may not change now (it is on screen): they are kept, and nobody else gets them. */
  readonly held?: readonly SlotItem[]
}

/** What all slots of a page are filled from. */
export interface AllocateInput {
  readonly ranker: Ranker
  readonly profile: Profile
  readonly context: RankContext
  readonly now: number
  product(id: string): Product | undefined
}

/** What one slot gets. Fewer than the placement's `min` products: no items. */
export interface Allocation {
  readonly items: readonly SlotItem[]
  /** The first strategy that gave an item. */
  readonly strategy: StrategyName | undefined
}

/**
 * Fills every slot of the page, the higher priority first, so that no product stands in two rows.
 * Within a slot the strategies of its chain are asked in order, each filling what the one before left; nothing else pads.
 * `recent` and its like may repeat products of other rows: history is not a suggestion.
 */
export function allocate(requests: readonly SlotRequest[], input: AllocateInput): Allocation[] {
  const taken = new Set<string>()
  const answers = requests.map(({ held }): Allocation => {
    for (const { product } of held ?? []) take(taken, product)
    return { items: held ?? [], strategy: held?.[0]?.reason.strategy }
  })
  const byPriority = [...requests.entries()].sort(([, a], [, b]) => b.placement.priority - a.placement.priority)
  for (const [i, { placement, held }] of byPriority) if (!held) answers[i] = fill(placement, input, taken)
  return answers
}

function fill(
  { strategy: chain, count, min }: ResolvedPlacement,
  { ranker, product, ...query }: AllocateInput,
  taken: Set<string>,
): Allocation {
  const isHistory = chain[0] === 'recent'
  const own = new Set<string>()
  const items: SlotItem[] = []
  for (const strategy of chain) {
    const exclude = strategy === 'recent' ? own : new Set([...taken, ...own])
    for (const { id, reason } of ranker.recommend({ ...query, strategy, count: count - items.length, exclude })) {
      const found = product(id)
      if (!found || exclude.has(keyOf(found)) || own.has(keyOf(found))) continue
      take(own, found)
      items.push({ product: found, index: items.length, reason })
    }
    if (items.length >= count) break
  }
  if (items.length < min) return { items: [], strategy: undefined }
  if (!isHistory) for (const item of items) take(taken, item.product)
  return { items, strategy: items[0]?.reason.strategy }
}

const keyOf = ({ id, groupId }: Product) => (groupId ? `group:${groupId}` : id)

function take(set: Set<string>, product: Product): void {
  set.add(product.id).add(keyOf(product))
}
