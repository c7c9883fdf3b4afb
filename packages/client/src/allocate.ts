import { BOUGHT_DAYS, type Product, type Profile, type ResolvedPlacement, type StrategyName } from '@endcap/core'
import type { RankContext, Ranker, Recommendation } from '@endcap/ranker'
import type { SlotItem, SlotReason } from './client.js'
import type { Interleave } from './experiment.js'
import type { ListRules } from './rules.js'

/** One slot's wish. */
export interface SlotRequest {
  readonly placement: ResolvedPlacement
  /** Items of a slot that may not change now (it is on screen): they are kept, and nobody else gets them. */
  readonly held?: readonly SlotItem[]
  /** The lists of two variants are drafted into one. */
  readonly interleave?: Interleave | undefined
}

/** What all slots of a page are filled from. */
export interface AllocateInput {
  readonly ranker: Ranker
  readonly profile: Profile
  readonly context: RankContext
  readonly now: number
  /** Of the site: {@link BOUGHT_DAYS} where neither it nor the placement says it. */
  readonly boughtDays?: number | undefined
  /** Products that cannot be drawn; they are left out. */
  readonly lost?: ReadonlySet<string> | undefined
  /** What the merchant's rules say of a list; absent or undefined: there are none. */
  readonly rules?: ((placement: ResolvedPlacement) => ListRules | undefined) | undefined
  product(id: string): Product | undefined
}

/** What one slot gets. Fewer than the placement's `min` products: no items. */
export interface Allocation {
  readonly items: readonly SlotItem[]
  /** The first strategy that gave an item; undefined where pins alone did. */
  readonly strategy: StrategyName | undefined
  /** The slot is `ready` though it has no products: its widget draws none. */
  readonly isOpen?: boolean
}

const DAY_MS = 864e5

/**
 * Fills every slot of the page, the higher priority first, so that no product stands in two rows.
 * Within a slot: the pins that are free, then the strategies of its chain in order, each filling what the one before left; then what is
 * buried, by the same chain. Nothing else pads. No slot shows the product of the page, the cart, what was dismissed or lately bought, nor
 * another form of these. `recent` may repeat products of other rows, since history is not a suggestion; so may a placement with `dedupe: false`.
 */
export function allocate(requests: readonly SlotRequest[], input: AllocateInput): Allocation[] {
  const taken = new Set<string>()
  const answers = requests.map(({ held = [], placement }): Allocation => {
    if (placement.dedupe !== false) for (const { product } of held) take(taken, product)
    return { items: held, strategy: held[0]?.reason.strategy }
  })
  const byPriority = [...requests.entries()].sort(([, a], [, b]) => b.placement.priority - a.placement.priority)
  for (const [i, { placement, held, interleave }] of byPriority) {
    if (!held)
      answers[i] = interleave ? fillDrafted(placement, interleave, input, taken) : fill(placement, input, taken)
  }
  return answers
}

/** One list of those that either variant would have shown in this slot, with the variant that picked each product. */
function fillDrafted(
  { count, min, dedupe, strategy: chain }: ResolvedPlacement,
  { teams, draft }: Interleave,
  input: AllocateInput,
  taken: Set<string>,
): Allocation {
  const [a, b] = teams.map(({ design }) => fill({ ...design, min: 1 }, input, new Set(taken)))
  const items = draft([a!.items, b!.items], ({ product }) => groupOf(product), count).map(
    ({ entry, team }, index): SlotItem => ({ ...entry, index, team }),
  )
  if (items.length < min) return { items: [], strategy: undefined }
  if (chain[0] !== 'recent' && dedupe !== false) for (const { product } of items) take(taken, product)
  return { items, strategy: a!.strategy ?? b!.strategy }
}

function fill(placement: ResolvedPlacement, input: AllocateInput, taken: Set<string>): Allocation {
  const { ranker, product, profile, context, now } = input
  const { strategy: chain, count, min, dedupe } = placement
  const chosen: Recommendation[] = []
  const own = new Set<string>()
  const gone = new Set<string>()
  for (const { id } of profile.cart) take(gone, product(id) ?? { id })
  const bought = new Set<string>()
  const days = placement.rules?.boughtDays ?? input.boughtDays ?? BOUGHT_DAYS
  for (const { ts, items } of profile.orders) {
    if (now - ts < days * DAY_MS) for (const id of items) take(bought, product(id) ?? { id })
  }
  const goneFor = (strategy: StrategyName) => [
    ...gone,
    ...(input.lost ?? []),
    ...(strategy === 'buy-again' ? [] : bought),
    ...(strategy === 'recent' || dedupe === false ? [] : taken),
    ...own,
  ]
  const query = { profile, context, now, placement }
  const list: DraftList = {
    chosen,
    goneFor,
    choose(entry, found) {
      take(own, found)
      chosen.push(entry)
    },
    ask(kept, { depth = 0, rotate, order } = {}) {
      for (const strategy of chain) {
        const missing = count - chosen.length
        if (missing <= 0) return
        const answer = ranker.recommend({
          ...query,
          ...(rotate === false && { placement: { ...placement, rotate } }),
          strategy,
          count: Math.max(depth, missing),
          chosen,
          exclude: new Set([...goneFor(strategy), ...kept]),
        })
        const known = answer.filter(({ id }) => product(id))
        for (const entry of order ? order(known).slice(0, missing) : known) list.choose(entry, product(entry.id)!)
      }
    },
    explore: (part) => ranker.explore?.(part, query) ?? part,
  }
  const rules = input.rules?.(placement)
  if (!rules) list.ask([])
  const told = rules ? rules.fill(list, placement, input) : list.explore(chosen)
  if (chosen.length < min) return { items: [], strategy: undefined }
  if (chain[0] !== 'recent' && dedupe !== false) for (const id of own) taken.add(id)
  return {
    items: told.map(({ id, reason }, index) => ({ product: product(id)!, index, reason })),
    strategy: chosen.find(({ reason }) => (reason as SlotReason).source !== 'rule')?.reason.strategy,
  }
}

/** A list on its way. */
export interface DraftList {
  /** What stands in it so far. */
  readonly chosen: readonly Recommendation[]
  /** Ids of products and groups that a strategy may not propose: the cart, lately bought, shown elsewhere, in the list. */
  goneFor(strategy: StrategyName): readonly string[]
  choose(entry: Recommendation, found: Product): void
  /**
   * Asks the chain for what is missing, without the ids in `kept`: at least `depth` products of each strategy, with `rotate: false` without
   * the day's lot; `order` may put an answer in another order before it is cut.
   */
  ask(
    kept: Iterable<string>,
    how?: {
      readonly depth?: number
      readonly rotate?: boolean
      order?(answer: readonly Recommendation[]): readonly Recommendation[]
    },
  ): void
  /** Gives a list, or the part of it that chance may touch, its final order and propensities. */
  explore(part: readonly Recommendation[]): readonly Recommendation[]
}

/** Of the article: products of one group are forms of it. */
export const groupOf = ({ id, groupId }: Pick<Product, 'id' | 'groupId'>): string => groupId || id

/** The product and its group, by which rankers leave out what is taken. */
function take(set: Set<string>, product: Pick<Product, 'id' | 'groupId'>): void {
  set.add(product.id).add(groupOf(product))
}
