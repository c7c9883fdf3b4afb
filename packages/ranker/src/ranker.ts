import { isBuyable, type ListVariety, type Model, type Product, type Profile, type StrategyName } from '@endcap/core'
import type { Shop, Strategy } from './candidates.js'
import { createAlike } from './content.js'
import { highest } from './highest.js'
import type { RankPart } from './refine/part.js'
import { boughtTogether } from './strategy/bought-together.js'
import { findInterest, forYou } from './strategy/for-you.js'
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
  /** What the shopper searches for on this page: `related` starts from it, once the ranker is refined. */
  readonly search?: string
}

/** The placement that a list is for. */
export interface RankedPlacement extends ListVariety {
  readonly id: string
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
  /** Ids of products or groups that must not appear (shown elsewhere, bought, refused by a rule). */
  readonly exclude?: Pick<ReadonlySet<string>, 'has'>
  /** Proposes in place of the strategy that `strategy` names. */
  readonly propose?: Strategy | undefined
  /** Read by a refined ranker alone: how the list may vary. */
  readonly placement?: RankedPlacement
  /** Read by a refined ranker alone: what stands above in the same list, chosen by another strategy. */
  readonly chosen?: readonly Recommendation[]
  /** Read by a refined ranker alone: seeds what is left to chance. Absent without consent to measurement: nothing is. */
  readonly visitor?: string | undefined
}

/** A question about a list of the shop itself. */
export interface ReorderQuery extends Omit<RecommendQuery, 'strategy' | 'count'> {
  /** The score of an item after a change; scores are 0 and above, those below 0 go behind. */
  adjust?(id: string, score: number): number
}

/** Why a product is in the list, as data. */
export interface RankReason {
  readonly strategy: StrategyName
  /** `model`: neighbours; `content`: like in category, brand or price; `popular`: bought by many; `history`: met before. */
  readonly source: 'model' | 'content' | 'popular' | 'history'
  /** The item that brought it, where there is one; of several the page's product, else the one met last. */
  readonly seed?: string | undefined
  /** Probability (0–1] that this product of the list stood where it stands. Absent: 1, nothing was left to chance. */
  readonly propensity?: number
  /** What each step of a refined ranker did to it, in order; steps that did nothing are not there. */
  readonly parts?: readonly RankPart[] | undefined
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
  /** The same ids in the visitor's order: those of interest first, sold-out last, ties as they were. Nothing is left to chance. */
  reorder(ids: readonly string[], query: ReorderQuery): string[]
  /**
   * Reads so many further products of the catalogue for their likeness; the first question that asks for it reads what is left, which
   * may hold a page up. True while there are more.
   */
  prepare?(count: number): boolean
  /** Of a refined ranker: the whole list of a placement, in the order that chance gives it, each with its propensity. */
  explore?(
    list: readonly Recommendation[],
    query: Omit<RecommendQuery, 'strategy' | 'count'>,
  ): readonly Recommendation[]
}

/** What a ranker works on. Both may be missing: a shop without a model has content and popularity. */
export interface RankerOptions {
  /** Its fields are read at each question: they may be getters, of a model that grows. */
  readonly model?: Model
  /** Only these are recommended. @default what the model knows */
  readonly products?: readonly Product[]
}

/** Strategies that are not here come with the refined ranker. */
const STRATEGY: Partial<Record<StrategyName, Strategy>> = {
  related,
  'bought-together': boughtTogether,
  'for-you': forYou,
  trending,
  recent,
  similar,
}

/**
 * Creates a ranker over a model, a catalogue or both. Cheap: indices are built at the first question that needs them.
 * One product a group, none of the current one's. A product and a group with the same id are one article.
 */
export function createRanker({ model, products: list }: RankerOptions): Ranker {
  const numbers = new Map<string, number>()
  const ids: string[] = []
  const scores: number[] = []
  const tastes: Shop['tastes'] = []
  const numberOf = (id: string): number => {
    let number = numbers.get(id)
    if (number === undefined) {
      numbers.set(id, (number = ids.push(id) - 1))
      scores.push(0)
      tastes.push(undefined)
    }
    return number
  }
  const products: Product[] = []
  for (const product of list ?? model?.ids.map((id) => ({ id }) as Product) ?? [])
    products[numberOf(product.id)] = product
  const productOf = (id: string): Product | undefined => products[numbers.get(id) as number]
  const shop: Shop = {
    model,
    alike: createAlike(products),
    trends: new Map(),
    numberOf,
    productOf,
    ids,
    products,
    scores,
    tastes,
    count: 0,
    found: [],
    finders: [],
    items: [],
  }
  return {
    prepare: shop.alike.read,
    recommend(query) {
      const { strategy, profile, context, count, exclude, propose = STRATEGY[strategy] } = query
      const current = context?.productId as string
      const out = new Set([
        current,
        productOf(current)?.groupId,
        ...profile.cart.map(({ id }) => id),
        ...profile.dismissed,
      ])
      // Not copied: rules may leave out most of the catalogue.
      const isOut = (id: string) => out.has(id) || exclude?.has(id)
      const answer: Recommendation[] = []
      for (const { id, score, source, seed, parts, product = productOf(id) } of propose?.(shop, query) ?? []) {
        if (answer.length >= count) break
        const group = product?.groupId || id
        if (product && isBuyable(product) && !isOut(id) && !isOut(group)) {
          out.add(group)
          answer.push({ id, score, reason: { strategy, source, seed, parts } })
        }
      }
      return answer
    },
    reorder(ids, query) {
      const taste = findInterest(shop, query)
      return highest(ids, (id) => {
        const at = numberOf(id)
        const product = products[at]
        if (product && !isBuyable(product)) return -1
        const interest = scores[at]! + taste(at)
        return query.adjust?.(id, interest) ?? interest
      })
    },
  }
}
