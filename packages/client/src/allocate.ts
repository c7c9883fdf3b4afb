import type { Product, Profile, ResolvedPlacement, StrategyName } from '@endcap/core'
import type { RankContext, Ranker, Recommendation } from '@endcap/ranker'
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
  const answers = new Map<SlotRequest, Allocation>()
  for (const request of requests) {
    for (const { product } of request.held ?? []) take(taken, product)
  }
  const order = [...requests].sort((a, b) => b.placement.priority - a.placement.priority)
  for (const request of order) {
    answers.set(
      request,
      request.held ? { items: request.held, strategy: request.held[0]?.reason.strategy } : fill(request, input, taken),
    )
  }
  return requests.map((request) => answers.get(request) as Allocation)
}

function fill({ placement }: SlotRequest, input: AllocateInput, taken: Set<string>): Allocation {
  const own = new Set<string>()
  const found: [Recommendation, Product][] = []
  for (const strategy of placement.strategy) {
    const room = placement.count - found.length
    if (room <= 0) break
    const exclude = strategy === 'recent' ? own : new Set([...taken, ...own])
    const { ranker, profile, context, now } = input
    for (const entry of ranker.recommend({ strategy, profile, context, count: room, now, exclude })) {
      const product = input.product(entry.id)
      if (!product || own.has(keyOf(product))) continue
      take(own, product)
      found.push([entry, product])
    }
  }
  if (found.length < placement.min) return { items: [], strategy: undefined }
  if (placement.strategy[0] !== 'recent') for (const [, product] of found) take(taken, product)
  return {
    items: found.map(([{ reason }, product], index) => ({ product, index, reason })),
    strategy: found[0]?.[0].reason.strategy,
  }
}

function keyOf({ id, groupId }: Product): string {
  return groupId ? `group:${groupId}` : id
}

function take(set: Set<string>, product: Product): void {
  set.add(product.id).add(keyOf(product))
}
