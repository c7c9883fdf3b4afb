import { parseAvailability } from './availability.js'
import type { FoundProduct } from './detector.js'
import { parseCurrency, parsePrice } from './price.js'

/** A thing of schema.org, as JSON-LD writes it. Nothing of it is known before it is read. */
export type Thing = Readonly<Record<string, unknown>>

/** The values of a property: none, one or many; never more than 200. */
export function valuesOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, 200) : value == null ? [] : [value]
}

/** The values that are things. */
export function thingsOf(value: unknown): Thing[] {
  return valuesOf(value).filter((entry): entry is Thing => typeof entry === 'object' && entry !== null)
}

/** What an offer says of the product. */
export type OfferFields = Pick<FoundProduct, 'price' | 'salePrice' | 'currency' | 'availability'>

/**
 * What is to be paid, from `Offer`, `AggregateOffer` (its lowest price) or several offers: the one of this address, else the
 * first in stock, else the first. A list price beside the price makes a sale.
 */
export function readOffers(raw: unknown, isHere: (offer: Thing) => boolean): OfferFields | undefined {
  const top = thingsOf(raw)
  const all = top.flatMap((offer) => [offer, ...thingsOf(offer.offers)])
  const offers = all
    .map((offer) => ({ offer, fields: readOffer(offer) }))
    .filter(({ fields }) => fields.price !== undefined)
  const inStock = all.find((offer) => parseAvailability(offer.availability) === 'in_stock')
  const picked =
    offers.find(({ offer }) => isHere(offer)) ??
    offers.find(({ offer }) => offer === inStock && top.includes(offer)) ??
    offers[0]
  if (!picked) return undefined
  const availability =
    picked.fields.availability ?? parseAvailability((inStock ?? all.find((o) => o.availability))?.availability)
  return { ...picked.fields, availability }
}

function readOffer(offer: Thing): OfferFields {
  const specs = thingsOf(offer.priceSpecification)
  const listed = specs.find(({ priceType }) => /List|Strike|Regular|SRP/.test(String(priceType)))
  const spec = specs.find((entry) => entry !== listed)
  const paid = [offer.lowPrice, offer.price, spec?.price, listed?.price]
    .map(amount)
    .find((price) => price !== undefined)
  const full = amount(listed?.price)
  const isSale = full !== undefined && paid !== undefined && full > paid
  return {
    price: isSale ? full : paid,
    salePrice: isSale ? paid : undefined,
    currency: parseCurrency(offer.priceCurrency ?? (spec ?? listed)?.priceCurrency),
    availability: parseAvailability(offer.availability),
  }
}

function amount(value: unknown): number | undefined {
  const price = parsePrice(value, '.')
  return price !== undefined && price >= 0 ? price : undefined
}
