/** Merchants' rules over one list. A file of its own: a page whose config has no rules does not load it. */
import {
  type Bounds,
  currentPrice,
  type ErrorCode,
  isBuyable,
  type Placement,
  type Product,
  type ProductFilter,
  type ResolvedPlacement,
  type Rules,
} from '@endcap/core'
import { PRICE_BANDS, type RankContext, type RankReason, type Recommendation } from '@endcap/ranker'
import { type AllocateInput, type DraftList, groupOf } from './allocate.js'
import type { SlotReason } from './client.js'

const DAY_MS = 864e5

/** A rule that acted on a product of a list, and whose it was. What exclusions and inclusions did is not there to be told of. */
export type AppliedRule =
  | { readonly rule: 'pin' | 'bury'; readonly of: RuleLevel }
  | { readonly rule: 'boost'; readonly of: RuleLevel; readonly factor: number }

/** Of the whole site, or of the placement. */
export type RuleLevel = 'site' | 'placement'

/** The rules of one list, here and now. */
export interface ListRules {
  /** Fills the list: the pins that are free, then the chain, then what is buried. Gives it in its final order. */
  fill(
    list: DraftList,
    placement: Pick<ResolvedPlacement, 'strategy' | 'count' | 'explore'>,
    input: Pick<AllocateInput, 'profile' | 'context' | 'product'>,
  ): readonly Recommendation[]
}

/** So many products of a strategy can be lifted by a boost. */
const BOOST_DEPTH = 100

/** What the rules say of a placement's list here and now; undefined where there are none. */
export type RuleReader = (
  placement: Pick<Placement, 'id' | 'rules'>,
  question: { readonly context: RankContext; readonly now: number },
) => ListRules | undefined

/** What filters compare with. */
export interface RulePlace {
  /** The product of the page. */
  readonly current: Product | undefined
  readonly now: number
}

/** Whether a product is meant. */
export type Test = (product: Product) => boolean

const lower = (text: string): string => text.toLowerCase()

const isWithin = (value: number, { min = -Infinity, max = Infinity }: Bounds): boolean => value >= min && value <= max

/** Which of the bands a price is in, as tastes have them. */
const bandOf = (product: Product): number => PRICE_BANDS.filter((bound) => bound <= currentPrice(product)).length

/**
 * What a filter means at this place, as a test. Undefined where it counts as not written: it compares with the product of the page, and
 * that is not there or has no such field. The page reads its config with few checks: what is no filter means nothing.
 */
export function testOf(filter: ProductFilter, { current, now }: RulePlace): Test | undefined {
  const tests: Test[] = []
  const oneOf = (names: readonly string[] | undefined, of: (product: Product) => readonly (string | undefined)[]) => {
    if (!names) return
    const known = new Set(names.map(lower))
    tests.push((product) => of(product).some((name) => name !== undefined && known.has(lower(name))))
  }
  const {
    ids,
    groups,
    categories,
    brands,
    tags,
    attributes = {},
    numbers = {},
    price,
    onSale,
    newDays,
    same = [],
  } = filter ?? {}
  if (ids) {
    const known = new Set(ids)
    tests.push(({ id }) => known.has(id))
  }
  if (groups) {
    const known = new Set(groups)
    tests.push(({ id, groupId }) => known.has(groupId || id))
  }
  oneOf(categories, (product) => product.categories ?? [])
  oneOf(brands, ({ brand }) => [brand])
  oneOf(tags, (product) => product.tags ?? [])
  for (const [name, values] of Object.entries(attributes)) oneOf(values, (product) => [product.attributes?.[name]])
  for (const [name, bounds] of Object.entries(numbers)) {
    tests.push(({ attributes: own }) => isWithin(Number(own?.[name] || NaN), bounds))
  }
  if (price) tests.push((product) => isWithin(currentPrice(product), price))
  if (onSale !== undefined) tests.push((product) => currentPrice(product) < product.price === onSale)
  if (newDays !== undefined) tests.push(({ publishedAt = '' }) => now - Date.parse(publishedAt) <= newDays * DAY_MS)
  for (const trait of same) {
    if (!current) return undefined
    if (trait === 'price') {
      const band = bandOf(current)
      tests.push((product) => bandOf(product) === band)
    } else if (trait === 'brand') {
      if (!current.brand) return undefined
      oneOf([current.brand], ({ brand }) => [brand])
    } else {
      const narrowest = current.categories?.at(-1)
      if (!narrowest) return undefined
      oneOf([narrowest], (product) => product.categories ?? [])
    }
  }
  return tests.length ? (product) => tests.every((test) => test(product)) : () => false
}

/** A test for what any of the filters means; undefined where none counts. */
function anyOf(filters: readonly ProductFilter[] | undefined, place: RulePlace): Test | undefined {
  const tests = (filters ?? []).flatMap((filter) => testOf(filter, place) ?? [])
  return tests.length ? (product) => tests.some((test) => test(product)) : undefined
}

/**
 * Reads the rules of the site, then those of the placement, over the catalogue: pin → exclude → bury → boost → include. The first pin,
 * exclusion or inclusion that concerns a product decides about it: what the site refuses no placement can pin, and what is pinned nothing
 * refuses any more.
 */
export function readRules(
  site: Rules | undefined,
  own: Rules | undefined,
  products: readonly Product[],
  place: RulePlace,
): ListRules {
  const pins = new Map<string, AppliedRule>()
  const refused = new Set<string>()
  const buried = new Map<string, AppliedRule>()
  const boosts: { readonly test: Test; readonly told: AppliedRule & { readonly rule: 'boost' } }[] = []
  const levels = [
    ['site', site],
    ['placement', own],
  ] as const
  for (const [of, rules] of levels) {
    const { pin = [], exclude, bury, boost = [], include } = rules ?? {}
    for (const id of pin) if (!refused.has(id) && !pins.has(id)) pins.set(id, { rule: 'pin', of })
    for (const { factor, ...filter } of boost) {
      const test = factor > 0 && testOf(filter, place)
      if (test) boosts.push({ test, told: { rule: 'boost', of, factor } })
    }
    const isExcluded = anyOf(exclude, place)
    const isBuried = anyOf(bury, place)
    const isIncluded = anyOf(include, place)
    if (!isExcluded && !isBuried && !isIncluded) continue
    for (const product of products) {
      const { id } = product
      if (pins.has(id) || refused.has(id)) continue
      if (isExcluded?.(product) || isIncluded?.(product) === false) {
        refused.add(id)
        buried.delete(id)
      } else if (!buried.has(id) && isBuried?.(product)) buried.set(id, { rule: 'bury', of })
    }
  }
  const boostsOf = (product: Product) => boosts.filter(({ test }) => test(product)).map(({ told }) => told)
  const kept = new Set([...refused, ...buried.keys()])

  /**
   * By score × boosts, equal ones as they were. What stands where variety or learned weights put it is worth no more than what stands
   * above it: what no boost means keeps its order.
   */
  function lift(answer: readonly Recommendation[], product: (id: string) => Product | undefined): Recommendation[] {
    let worth = Infinity
    const lifted = answer.map((entry) => {
      const acted = boostsOf(product(entry.id)!)
      worth = Math.min(worth, entry.score)
      return { entry: tell(entry, acted), worth: acted.reduce((total, { factor }) => total * factor, worth) }
    })
    return lifted.sort((a, b) => b.worth - a.worth).map(({ entry }) => entry)
  }

  return {
    fill(list, { strategy: chain, count, explore = 0 }, { profile, context: { productId }, product }) {
      const { chosen } = list
      if (pins.size) {
        const strategy = chain[0]!
        const current = productId && (product(productId)?.groupId ?? productId)
        const away = new Set([...list.goneFor(strategy), ...profile.dismissed, productId, current])
        for (const [id, rule] of pins) {
          const pinned = product(id)
          if (!pinned || !isBuyable(pinned) || chosen.length >= count) continue
          const group = groupOf(pinned)
          if (away.has(id) || away.has(group)) continue
          away.add(id).add(group)
          const reason: SlotReason = { strategy, source: 'rule' }
          list.choose(tell({ id, score: 1, reason: reason as RankReason }, [rule]), pinned)
        }
      }
      const pinned = chosen.length
      // What rules fix cannot share its place by lot: where a lot may draw the whole order, only the rest takes part.
      const isDrawn = explore > 0 && (pinned > 0 || buried.size > 0)
      const how = {
        ...((isDrawn || boosts.length > 0) && { rotate: false }),
        ...(boosts.length > 0 && {
          depth: BOOST_DEPTH,
          order: (answer: readonly Recommendation[]) => lift(answer, product),
        }),
      }
      list.ask(kept, how)
      const free = chosen.length
      if (buried.size && free < count) {
        const unburied = products.map(({ id }) => id).filter((id) => !buried.has(id))
        list.ask(unburied, {
          ...how,
          order: (answer) =>
            lift(answer, product).map((entry) => tell(entry, [buried.get(entry.id)!, ...rulesIn(entry)])),
        })
      }
      if (!isDrawn) return list.explore(chosen)
      return [...chosen.slice(0, pinned), ...list.explore(chosen.slice(pinned, free)), ...chosen.slice(free)]
    },
  }
}

const rulesIn = ({ reason }: Recommendation): readonly AppliedRule[] => (reason as SlotReason).rules ?? []

/** The ranker hands on what it does not know of a reason. */
const tell = (entry: Recommendation, rules: readonly AppliedRule[]): Recommendation =>
  rules.length ? { ...entry, reason: { ...entry.reason, rules } as SlotReason as RankReason } : entry

const HOUR_MS = 36e5

/**
 * Reads the rules of the site with those of any placement. Reading goes over the whole catalogue: once for each product of a page, and each
 * hour for what grows old. Rules that cannot be read are reported, and leave the list empty: what they were to hide is not known.
 */
export function createRules(
  site: Rules | undefined,
  products: readonly Product[],
  report: (code: ErrorCode, detail: string, cause: unknown) => void,
): RuleReader {
  const byId = new Map(products.map((product) => [product.id, product]))
  const known = new Map<Rules | undefined, { readonly key: string; readonly rules: ListRules }>()
  return ({ id, rules: own }, { context: { productId }, now }) => {
    if (!site && !own) return undefined
    const key = `${productId} ${Math.floor(now / HOUR_MS)}`
    const before = known.get(own)
    if (before?.key === key) return before.rules
    const place = { current: byId.get(productId as string), now }
    let rules: ListRules
    try {
      rules = readRules(site, own, products, place)
    } catch (cause) {
      report('value-invalid', `rules of ${id}`, cause)
      rules = readRules({ exclude: [{ ids: [...byId.keys()] }] }, undefined, products, place)
    }
    known.set(own, { key, rules })
    return rules
  }
}
