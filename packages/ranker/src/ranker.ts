import { isBuyable, type Model, type Product, type Profile, type StrategyName } from '@endcap/core'
import type { Strategy } from './candidates.js'
import { createAlike } from './content.js'
import { createScorer } from './score.js'
import { boughtTogether } from './strategy/bought-together.js'
import { forYou, interest, tasteOf } from './strategy/for-you.js'
import { recent } from './strategy/recent.js'
import { related } from './strategy/related.js'
import { similar } from './strategy/similar.js'
import { trending } from './strategy/trending.js'

/** Where the shopper is when a list is asked for. */
export interface RankContext {
  /** The product of this page; it is never recommended and seeds `related`, `similar` and `bought-together`. */
  readonly productId?: string
  /** Category of this page, narrows `trending`. */
  readonly category?: string
  /** Ids of the shop's list on this page, seeds when there is no profile. */
  readonly listed?: readonly string[]
}

/** A question to the ranker. */
export interface RecommendQuery {
  readonly strategy: StrategyName
  readonly profile: Profile
  readonly context?: RankContext
  /** Most products answered. */
  readonly count: number
  /** Milliseconds since 1970: tastes and trends are decayed to this moment. */
  readonly now: number
  /** Ids that must not appear (shown elsewhere, bought, refused by a rule). */
  readonly exclude?: ReadonlySet<string>
}

/** Why a product is in the list, as data. */
export interface RankReason {
  readonly strategy: StrategyName
  /** `model`: neighbours; `content`: like in category, brand or price; `popular`: bought by many; `history`: met before. */
  readonly source: 'model' | 'content' | 'popular' | 'history'
  /** The item that brought it, where there is one. */
  readonly seed?: string
}

/** One recommended product. Scores compare within one answer only. */
export interface Recommendation {
  readonly id: string
  readonly score: number
  readonly reason: RankReason
}

/** Ranks on a model, a catalogue, or both; with neither it answers nothing. Pure: same input, same answer, in every engine. */
export interface Ranker {
  /** At most `count` products, best first; the current product, the cart, the dismissed and the sold-out are left out. */
  recommend(query: RecommendQuery): Recommendation[]
  /** The same ids in the visitor's order: those of interest first, sold-out last, ties as they were. */
  reorder(ids: readonly string[], query: Omit<RecommendQuery, 'strategy' | 'count'>): string[]
}

/** What a ranker works on. Both may be missing: a shop without a model has content and popularity. */
export interface RankerOptions {
  readonly model?: Model
  readonly products?: readonly Product[]
}

const STRATEGY: Record<StrategyName, Strategy> = {
  related,
  'bought-together': boughtTogether,
  'for-you': forYou,
  trending,
  recent,
  similar,
}

/**
 * Creates a ranker over a model, a catalogue or both. Cheap: indices are built at the first question that needs them.
 * With a catalogue, ids that are not in it are never recommended. One product a group, none of the current one's.
 */
export function createRanker({ model, products: list = [] }: RankerOptions): Ranker {
  const products = new Map(list.map((product) => [product.id, product]))
  const shop = { model, score: model && createScorer(model), products, alike: createAlike(products) }
  return {
    recommend(query) {
      const { strategy, profile, context, count, exclude } = query
      const current = context?.productId as string
      const out = new Set([current, ...profile.cart.map((line) => line.id), ...profile.dismissed])
      const groups = new Set([products.get(current)?.groupId])
      const answer: Recommendation[] = []
      for (const { id, score, source, seed } of STRATEGY[strategy](shop, query).sort((a, b) => b.score - a.score)) {
        const product = products.get(id)
        const group = product?.groupId
        if (answer.length >= count) break
        if (out.has(id) || exclude?.has(id) || (products.size && !(product && isBuyable(product)))) continue
        if (group && groups.has(group)) continue
        groups.add(group)
        answer.push({ id, score, reason: { strategy, source, ...(seed && { seed }) } })
      }
      return answer
    },
    reorder(ids, query) {
      const found = interest(shop, query)
      const taste = tasteOf(query)
      const score = (id: string): number => {
        const product = products.get(id)
        return product && !isBuyable(product) ? -1 : (found.get(id)?.score ?? 0) + taste(product)
      }
      const scores = new Map(ids.map((id) => [id, score(id)]))
      return [...ids].sort((a, b) => scores.get(b)! - scores.get(a)!)
    },
  }
}
