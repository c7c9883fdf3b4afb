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
  const answers = requests.map(({ held = [] }): Allocation => {
    for (const { product } of held) take(taken, product)
    return { items: held, strategy: held[0]?.reason.strategy }
  })
  const byPriority = [...requests.entries()].sort(([, a], [, b]) => b.placement.priority - a.placement.priority)
  for (const [i, { placement, held }] of byPriority) if (!held) answers[i] = fill(placement, input, taken)
  return answers
}

function fill(
  placement: ResolvedPlacement,
  { ranker, product, ...input }: AllocateInput,
  taken: Set<string>,
): Allocation {
  const { strategy: chain, count, min } = placement
  const query = { ...input, placement }
  const chosen: Recommendation[] = []
  const own = new Set<string>()
  for (const strategy of chain) {
    const answer = ranker.recommend({
      ...query,
      strategy,
      count: count - chosen.length,
      chosen,
      exclude: strategy === 'recent' ? own : new Set([...taken, ...own]),
    })
    for (const entry of answer) {
      const found = product(entry.id)
      if (!found) continue
      take(own, found)
      chosen.push(entry)
    }
    if (chosen.length >= count) break
  }
  if (chosen.length < min) return { items: [], strategy: undefined }
  if (chain[0] !== 'recent') for (const id of own) taken.add(id)
  return {
    items: (ranker.explore?.(chosen, query) ?? chosen).map(({ id, reason }, index) => ({
      product: product(id)!,
      index,
      reason,
    })),
    strategy: chosen[0]?.reason.strategy,
  }
}

/** The product and its group, by which rankers leave out what is taken. */
function take(set: Set<string>, { id, groupId }: Product): void {
  set.add(id).add(groupId || id)
}
