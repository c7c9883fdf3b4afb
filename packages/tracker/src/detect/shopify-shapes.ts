import type { EventItem, ProductVariant } from '@endcap/core'
import { type Cart, createCart } from './cart-changes.js'
import type { FoundProduct } from './detector.js'
import { currencyOf, dig, idOf, listOf, numberOf, present, quantityOf, textOf, told } from './foreign.js'
import { fromMinorUnits } from './minor-units.js'

/** A product as a page of Shopify tells it: the item for events, what was found, and the items of its variants by their id. */
export interface ShopifyProduct {
  readonly item: EventItem
  readonly found: Omit<FoundProduct, 'where'>
  readonly variants: ReadonlyMap<string, EventItem>
  readonly currency: string | undefined
}

interface Variant {
  readonly id: string
  readonly title: string | undefined
  readonly name: string | undefined
  readonly sku: string | undefined
  readonly price: number | undefined
}

/** The bare id of a global one: `123` of `gid://shopify/Product/123` and of `123`. */
export function plainId(value: unknown): string | undefined {
  return idOf(textOf(value)?.replace(/^gid:\/\/shopify\/\w+\/([^/?]+).*$/, '$1'))
}

/** A product of `ShopifyAnalytics.meta`: prices in hundredths; no title, but those of its variants. */
export function readMetaProduct(meta: unknown, currency: string | undefined, selected?: string | null) {
  const variants = listOf(dig(meta, 'variants'), (variant) =>
    readVariant(variant, fromMinorUnits(dig(variant, 'price')), dig(variant, 'public_title')),
  )
  const variant = variants.find(({ id }) => id === selected)
  const [first] = variants
  const suffix = first?.title ? ` - ${first.title}` : ''
  const name = first?.name?.endsWith(suffix) ? first.name.slice(0, first.name.length - suffix.length) : first?.name
  return createProduct(meta, textOf(dig(meta, 'title')) ?? name, variants, variant ?? first, Boolean(variant), currency)
}

/** A product of a standard storefront event: global ids, money as the Storefront API tells it. */
export function readStandardProduct(
  product: unknown,
  currency: string | undefined,
  variant = dig(product, 'selectedVariant'),
) {
  const range = dig(product, 'priceRange', 'minVariantPrice')
  const money = dig(variant, 'price') ?? dig(product, 'price') ?? range
  const read = readVariant(variant, numberOf(dig(money, 'amount') ?? money), dig(variant, 'title'))
  const price = read ?? { price: numberOf(dig(money, 'amount') ?? money) }
  return createProduct(
    product,
    textOf(dig(product, 'title')),
    read ? [read] : [],
    price,
    Boolean(read),
    currencyOf(dig(money, 'currencyCode')) ?? currency,
  )
}

/** The cart of `/cart.js`. Undefined for what is none. */
export function readCart(json: unknown): Cart | undefined {
  if (!Array.isArray(dig(json, 'items'))) return undefined
  const lines = listOf(dig(json, 'items'), (line) => {
    const key = plainId(dig(line, 'variant_id') ?? dig(line, 'id'))
    const id = plainId(dig(line, 'product_id')) ?? key
    if (!key || !id) return undefined
    const paid = dig(line, 'final_price') ?? dig(line, 'price')
    const item: EventItem = told({
      item_id: id,
      item_name: textOf(dig(line, 'product_title')) ?? textOf(dig(line, 'title')),
      item_brand: textOf(dig(line, 'vendor')),
      item_category: textOf(dig(line, 'product_type')),
      item_variant: variantTitle(dig(line, 'variant_title')),
      price: fromMinorUnits(paid),
      quantity: quantityOf(dig(line, 'quantity')),
    })
    return [key, item] as const
  })
  return createCart(lines, currencyOf(dig(json, 'currency')))
}

function readVariant(variant: unknown, price: number | undefined, title: unknown): Variant | undefined {
  const id = plainId(dig(variant, 'id'))
  return id
    ? { id, price, title: variantTitle(title), name: textOf(dig(variant, 'name')), sku: textOf(dig(variant, 'sku')) }
    : undefined
}

/** A product without options has one variant of this name. */
function variantTitle(title: unknown): string | undefined {
  const text = textOf(title)
  return text === 'Default Title' ? undefined : text
}

function createProduct(
  product: unknown,
  title: string | undefined,
  variants: readonly Variant[],
  shown: Partial<Variant> | undefined,
  isChosen: boolean,
  currency: string | undefined,
): ShopifyProduct | undefined {
  const id = plainId(dig(product, 'id') ?? dig(product, 'gid'))
  if (!id) return undefined
  const category = textOf(dig(product, 'type')) ?? textOf(dig(product, 'productType'))
  const brand = textOf(dig(product, 'vendor'))
  const base = { item_id: id, item_name: title, item_brand: brand, item_category: category }
  const itemOf = ({ title: item_variant, price }: Partial<Variant>): EventItem => told({ ...base, item_variant, price })
  return {
    item: itemOf({ ...shown, title: isChosen ? shown?.title : undefined }),
    variants: new Map(variants.map((variant) => [variant.id, itemOf(variant)])),
    currency,
    found: told<ShopifyProduct['found']>({
      id,
      aliases: present(
        `gid://shopify/Product/${id}`,
        idOf(dig(product, 'handle')),
        ...variants.flatMap((variant) => [variant.id, variant.sku]),
      ),
      title,
      brand,
      categories: present(category),
      price: shown?.price,
      currency,
      variants: variants.map(({ id, title, price }) => told<ProductVariant>({ id, title, price })),
    }),
  }
}
