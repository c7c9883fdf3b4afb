import type { Product } from '@endcap/core'
import type { BookEntry, FoundProduct, SourceName } from '@endcap/tracker'

/**
 * What two sides disagree on. `offer`: a sale stands in one and not in the other; `salePrice`: both know of a sale, at another
 * price; `price`: what is to be paid, or what it was before the same sale.
 */
export type DifferenceField = 'price' | 'salePrice' | 'offer' | 'availability' | 'currency'

/** What one side says. */
export interface StatedValue {
  readonly where: 'catalogue' | FoundProduct['where']
  /** Who read it; absent for the catalogue. */
  readonly source?: SourceName
  /** An amount to be paid, an availability, or a currency. */
  readonly value: number | string
  /** The price before the sale that `value` is the price of. */
  readonly was?: number
  /** Of an amount, ISO 4217. */
  readonly currency?: string
}

/** One field of one product that is not everywhere the same. */
export interface Difference {
  /** The catalogue's id, else the page's. */
  readonly id: string
  readonly title: string
  readonly field: DifferenceField
  /** Of every side that states the field, the catalogue first. */
  readonly values: readonly StatedValue[]
}

/** The outcome of a comparison. */
export interface Comparison {
  /** Products that more than one side knows. */
  readonly comparedCount: number
  readonly differences: readonly Difference[]
}

type Offer = Partial<Pick<Product, 'price' | 'salePrice' | 'currency' | 'availability'>>

/** What one side says; a product with variants says several things, the first of which is the main one. */
interface Side {
  readonly where: StatedValue['where']
  readonly source?: SourceName
  readonly offers: readonly Offer[]
}

/** Less than a cent is rounding. */
const TOLERANCE = 0.0075

/**
 * Compares what the catalogue, the page and the cart say of each product that was found on the page. Each side is held
 * against the catalogue; where that does not know the product, all against each other. Any variant's price or stock agrees
 * where it is not said which one is meant, and amounts of unlike currencies are not compared.
 */
export function compareProducts(
  entries: readonly BookEntry[],
  product: (id: string) => Product | undefined,
): Comparison {
  const differences: Difference[] = []
  let comparedCount = 0
  for (const entry of entries) {
    let isCompared = false
    for (const { id, title, sides } of groupsOf(entry, product)) {
      if (sides.length < 2) continue
      isCompared = true
      for (const field of fieldsThatDiffer(sides)) {
        differences.push({ id, title, field, values: sides.flatMap((side) => statementOf(side, field)) })
      }
    }
    if (isCompared) comparedCount++
  }
  return { comparedCount, differences }
}

/** The products of the catalogue that a found product may be: the one of its id, else those of its other names. */
export function findInCatalogue(
  { id, aliases = [], groupId = '' }: FoundProduct,
  names: Iterable<string>,
  product: (id: string) => Product | undefined,
): Product[] {
  for (const ids of [[id], aliases, [groupId], [...names]]) {
    const known = ids.flatMap((name) => product(name) ?? [])
    if (known[0]) return known
  }
  return []
}

interface Group {
  readonly id: string
  readonly title: string
  readonly sides: Side[]
}

/** The sides of a page's product, apart for each product of the catalogue that they are. */
function groupsOf({ names, told, inCart }: BookEntry, product: (id: string) => Product | undefined): Iterable<Group> {
  const groups = new Map<Product | undefined, Group>()
  const lines = [...inCart].filter(([source, line]) => told.get(source) !== line)
  for (const [source, found] of [...told, ...lines]) {
    const known = findInCatalogue(found, names, product)
    const [first] = known
    const ids = [found.id, ...(found.aliases ?? [])]
    const group = groups.get(first) ?? {
      id: first?.id ?? found.id,
      title: first?.title ?? found.title ?? '',
      sides: [],
    }
    if (first && !groups.has(first))
      group.sides.push({ where: 'catalogue', offers: known.flatMap((entry) => catalogueOffers(entry, ids)) })
    groups.set(first, group)
    group.sides.push({ where: found.where, source, offers: offersOf(found, []) })
  }
  return groups.values()
}

/** A product of the catalogue that does not say otherwise is in stock. */
function catalogueOffers(product: Product, ids: readonly string[]): Offer[] {
  return offersOf({ availability: 'in_stock', ...product }, ids)
}

/** What a product says: of the one variant that `ids` name, else of itself and all its variants. */
function offersOf(product: Offer & Pick<Partial<Product>, 'variants'>, ids: readonly string[]): Offer[] {
  const { price, salePrice, currency, availability, variants = [] } = product
  const own = { price, salePrice, currency, availability }
  const named = variants.filter(({ id }) => ids.includes(id))
  const isOne = named.length === 1
  const offers = (isOne ? named : variants).map((variant): Offer => {
    // A price of its own is what is to be paid, unless it repeats the product's.
    const isOwn = variant.price !== undefined && !isNear(variant.price, price)
    const offer = isOwn ? { ...own, price: variant.price, salePrice: undefined } : own
    return { ...offer, availability: variant.availability ?? availability } as Offer
  })
  return (isOne ? offers : [own, ...offers]) as Offer[]
}

function fieldsThatDiffer([first, ...rest]: readonly Side[]): Set<DifferenceField> {
  const fields = new Set<DifferenceField>()
  if (!first) return fields
  const pairs =
    first.where === 'catalogue'
      ? rest.map((side) => [first, side] as const)
      : [first, ...rest].flatMap((side, i, all) => all.slice(i + 1).map((other) => [side, other] as const))
  for (const pair of pairs) {
    for (const compare of [compareMoney, compareAvailability]) {
      const field = compareSides(...pair, compare)
      if (field) fields.add(field)
    }
  }
  return fields
}

/** Undefined when any two things that the sides say agree; else what the main ones differ in. */
function compareSides(
  { offers }: Side,
  other: Side,
  compare: (a: Offer, b: Offer) => DifferenceField | undefined,
): DifferenceField | undefined {
  const found = offers.flatMap((a) => other.offers.map((b) => compare(a, b)))
  return found.includes(undefined) ? undefined : found[0]
}

function compareMoney(a: Offer, b: Offer): DifferenceField | undefined {
  if (a.currency && b.currency && a.currency.toUpperCase() !== b.currency.toUpperCase()) return 'currency'
  const [saleA, saleB] = [saleOf(a), saleOf(b)]
  if (saleA !== undefined && saleB !== undefined) {
    if (!isNear(saleA, saleB)) return 'salePrice'
    return isNear(a.price, b.price) ? undefined : 'price'
  }
  const [paidA, paidB] = [saleA ?? a.price, saleB ?? b.price]
  // Who states the sale's price alone does not say that there is no sale.
  if (paidA === undefined || paidB === undefined || isNear(paidA, paidB)) return undefined
  return saleA !== saleB && isNear(a.price, b.price) ? 'offer' : 'price'
}

function compareAvailability(a: Offer, b: Offer): DifferenceField | undefined {
  return a.availability && b.availability && a.availability !== b.availability ? 'availability' : undefined
}

/** The price of a sale; undefined when there is none. */
function saleOf({ price, salePrice }: Offer): number | undefined {
  return salePrice !== undefined && price !== undefined && salePrice >= price ? undefined : salePrice
}

function isNear(a: number | undefined, b: number | undefined): boolean {
  return a === b || Math.abs((a ?? Number.NaN) - (b ?? Number.NaN)) < TOLERANCE
}

function statementOf({ where, source, offers: [offer = {}] }: Side, field: DifferenceField): StatedValue[] {
  const sale = saleOf(offer)
  const { price, currency } = offer
  const isMoney = field !== 'availability' && field !== 'currency'
  const value = isMoney ? (sale ?? price) : offer[field]
  if (value === undefined) return []
  const money = { ...(sale !== undefined && price !== undefined && { was: price }), ...(currency && { currency }) }
  return [{ where, ...(source && { source }), value, ...(isMoney && money) }]
}
