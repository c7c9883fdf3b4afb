import {
  type ListVariety,
  type Model,
  type Product,
  type Profile,
  type StrategyName,
  VARIETY_DEFAULTS,
} from '@endcap/core'
import type { Strategy } from '../candidates.js'
import type { RankedPlacement, Ranker, Recommendation, RecommendQuery } from '../ranker.js'
import { buyAgain } from '../strategy/buy-again.js'
import { byProfile } from './by-profile.js'
import { byDiversity } from './diversity.js'
import { dueFactor, intervalOf, type Purchased, purchasesOf } from './due.js'
import { explore } from './exploration.js'
import { byFatigue, fatigueFactor, shownAt } from './fatigue.js'
import type { RankPart } from './part.js'
import { byRotation, seedOf } from './rotation.js'
import { createSearchWords } from './search-words.js'
import { articleOf, type Draft, lookOf, type Step, type StepInput, sorted } from './step.js'
import { byWeights, type FeatureWeights } from './weights.js'

/** What a refined ranker works on, beside the ranker. */
export interface RefineOptions {
  readonly products: readonly Product[]
  readonly model?: Model | undefined
  /** Learned by `endcap learn`. @default the order of the steps alone */
  readonly weights?: FeatureWeights | undefined
}

/** A ranker with all that a page can do without until it is loaded. */
export interface RefinedRanker extends Ranker {
  readonly explore: NonNullable<Ranker['explore']>
}

/** So many candidates of a strategy are looked at. */
const POOL = 30
/** Where scores tell places and not amounts, each place is worth a tenth less. */
const PLACE_STEP = 0.9

/** In this order: interest, learned order, fatigue, variety, the day's lot. */
const STEPS: readonly Step[] = [byProfile, byWeights, byFatigue, byDiversity, byRotation]

/**
 * Refines the answers of `ranker`: the same contract, with `parts` that say what each step did. `recommend` takes the best 30
 * of the strategy through the steps; `explore` gives the whole list of a placement its final order and propensities; `reorder`
 * minds fatigue, orders and dismissals. `recent` is history and stays as it is. Pure; the words of titles and the orders of a profile are read once.
 */
export function createRefine(ranker: Ranker, { products: list, model, weights }: RefineOptions): RefinedRanker {
  const products = new Map(list.map((product) => [product.id, product]))
  const searchWords = createSearchWords(products)
  const ordered = new WeakMap<Profile, Map<string, Purchased>>()

  /** Each list of a page asks for the same profile. */
  function purchasesIn(profile: Profile): Map<string, Purchased> {
    const found = ordered.get(profile) ?? purchasesOf(profile, (id) => products.get(id))
    ordered.set(profile, found)
    return found
  }

  /** What takes the place of the ranker's own strategy. */
  function proposal({ strategy, context: { search, productId } = {} }: RecommendQuery): Strategy | undefined {
    if (strategy === 'buy-again') return buyAgain
    if (strategy !== 'related' || !search || productId) return undefined
    const found = sorted(searchWords(search))
    return found.length ? () => found : undefined
  }

  return {
    ...ranker,
    recommend(query) {
      const { strategy, count } = query
      if (strategy === 'recent') return ranker.recommend(query)
      const propose = query.propose ?? proposal(query)
      const found = ranker.recommend({ ...query, count: Math.max(POOL, count), propose })
      const purchases = purchasesIn(query.profile)
      const variety = varietyOf(query.placement, strategy)
      const start = query.chosen?.length ?? 0
      const input: StepInput = { products, model, weights, query, variety, purchases, start }
      const refined = STEPS.reduce((drafts, step) => step(drafts, input), draftsOf(found, products))
      return refined.map(({ id, score, from: { reason }, parts }) => ({
        id,
        score,
        reason: parts.length
          ? { strategy: reason.strategy, source: reason.source, seed: reason.seed, parts: parts.map(told) }
          : reason,
      }))
    },
    explore(list, query) {
      const { rotate, explore: ratio } = varietyOf(query.placement)
      const isHistory = list.some(({ reason }) => reason.strategy === 'recent')
      return explore(list, { ratio: isHistory ? 0 : ratio, seed: rotate || ratio ? seedOf(query) : undefined })
    },
    reorder(ids, query) {
      const { profile, now } = query
      const purchases = purchasesIn(profile)
      const dismissed = new Set(profile.dismissed)
      return ranker.reorder(ids, {
        ...query,
        adjust(id, score) {
          // Behind the others, before the sold-out.
          if (dismissed.size && dismissed.has(id)) return -0.5
          if (!score) return 0
          const product = purchases.size ? products.get(id) : undefined
          const bought = purchases.get(product ? articleOf(product) : id)
          const due = bought ? dueFactor(now - bought.lastTs, intervalOf(bought, product)) : 1
          return score * due * fatigueFactor(shownAt(profile, id, now))
        },
      })
    },
  }
}

const told = (part: () => RankPart): RankPart => part()

/** Scores as parts of the best. Where they are no amounts, by place: the newest first. */
function draftsOf(found: readonly Recommendation[], products: ReadonlyMap<string, Product>): Draft[] {
  const best = found[0]?.score ?? 0
  let place = 1
  return found.map((from, i) => {
    const { id, score: amount, reason } = from
    const isPlaces = reason.strategy === 'trending' && reason.source === 'content'
    if (isPlaces && i && amount < found[i - 1]!.score) place *= PLACE_STEP
    const score = isPlaces ? place : best > 0 ? amount / best : 1
    const product = products.get(id) ?? ({ id } as Product)
    return {
      id,
      product,
      look: lookOf(product),
      score,
      value: score,
      from,
      parts: reason.parts?.map((part) => () => part) ?? [],
    }
  })
}

/** What the placement says, within its bounds: the page's config was read with few checks. */
function varietyOf(placement?: RankedPlacement, strategy?: StrategyName): Required<ListVariety> {
  const {
    diversity = VARIETY_DEFAULTS.diversity,
    caps = VARIETY_DEFAULTS.caps,
    rotate = VARIETY_DEFAULTS.rotate,
    explore = VARIETY_DEFAULTS.explore,
  } = placement ?? ({} as ListVariety)
  const isSimilar = strategy === 'similar' && placement?.diversity === undefined
  return {
    diversity: isSimilar ? 0 : within(diversity, 1),
    caps: typeof caps === 'object' && caps ? caps : {},
    rotate: rotate === true,
    explore: within(explore, 0.5),
  }
}

const within = (value: number, most: number): number => (value > 0 ? Math.min(value, most) : 0)
