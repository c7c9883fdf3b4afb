import type { EventItem, OrderContext } from '@endcap/core'
import { type Cart, createCart } from './cart-changes.js'
import type { FoundProduct } from './detector.js'
import { currencyOf, dig, idOf, listOf, numberOf, present, quantityOf, textOf, told } from './foreign.js'

/**
 * The shapes of `@adobe/magento-storefront-events-sdk` and of Magento's customer sections. Items go by the SKU of the product,
 * which for a configurable one is `topLevelSku`; entity ids and SKUs of its forms are aliases.
 */

/** A product as a context tells it. Undefined without a SKU and an id. */
export function readProduct(product: unknown): { item: EventItem; found: FoundProduct; currency?: string } | undefined {
  const sku = idOf(dig(product, 'sku'))
  const entity = idOf(dig(product, 'productId'))
  const id = idOf(dig(product, 'topLevelSku')) ?? sku ?? entity
  if (!id) return undefined
  const title = textOf(dig(product, 'name'))
  const categories = listOf(dig(product, 'categories'), textOf)
  const regular = numberOf(dig(product, 'pricing', 'regularPrice'))
  // A special price of 0 stands for none.
  const special = numberOf(dig(product, 'pricing', 'specialPrice')) || undefined
  const currency = currencyOf(dig(product, 'pricing', 'currencyCode'))
  const url = textOf(dig(product, 'canonicalUrl'))
  const image = textOf(dig(product, 'mainImageUrl'))
  return {
    item: told({ item_id: id, item_name: title, item_category: categories[0], price: special ?? regular }),
    ...(currency && { currency }),
    found: told<FoundProduct>({
      id,
      where: 'page',
      aliases: present(sku, entity).filter((alias) => alias !== id),
      title,
      url,
      image,
      price: regular ?? special,
      salePrice: special !== undefined && regular !== undefined && special < regular ? special : undefined,
      currency,
      categories,
    }),
  }
}

/** The lines of a cart context, or of a context of changed products. Undefined when there is none. */
export function readLines(context: unknown): Cart | undefined {
  const items = dig(context, 'items')
  if (!Array.isArray(items)) return undefined
  let currency: string | undefined
  const lines = listOf(items, (line) => {
    const read = readProduct(dig(line, 'product'))
    if (!read) return undefined
    const price = dig(line, 'prices', 'price')
    currency ??= currencyOf(dig(price, 'currency')) ?? read.currency
    const options = listOf(dig(line, 'configurableOptions'), (option) => textOf(dig(option, 'valueLabel')))
    const item: EventItem = told({
      ...read.item,
      item_variant: options.join(' / '),
      price: numberOf(dig(price, 'value')) ?? read.item.price,
      quantity: quantityOf(dig(line, 'quantity')),
    })
    return [`${idOf(dig(line, 'product', 'sku')) ?? item.item_id} ${options}`, item] as const
  })
  const { subtotalIncludingTax, subtotalExcludingTax } = (dig(context, 'prices') ?? {}) as Record<string, unknown>
  currency ??= currencyOf(dig(subtotalExcludingTax, 'currency')) ?? currencyOf(dig(subtotalIncludingTax, 'currency'))
  return createCart(lines, currency)
}

/** An order of an order context: nothing of who ordered. Undefined without an id, total and currency. */
export function readOrder(context: unknown, currency: string | undefined): OrderContext | undefined {
  const transactionId = idOf(dig(context, 'orderId'))
  const value = numberOf(dig(context, 'grandTotal'))
  if (!transactionId || value === undefined || !currency) return undefined
  return told({
    transactionId,
    value,
    currency,
    tax: numberOf(dig(context, 'salesTax')) ?? numberOf(dig(context, 'taxAmount')),
    shipping: numberOf(dig(context, 'shipping', 'shippingAmount')),
    coupon: textOf(dig(context, 'appliedCouponCode')),
  })
}

/** The cart section of Magento's private content, as Luma keeps and Hyvä announces it. Undefined when there is none. */
export function readCartSection(section: unknown): (Cart & { readonly found: readonly FoundProduct[] }) | undefined {
  const items = dig(section, 'items')
  if (!Array.isArray(items)) return undefined
  const found: FoundProduct[] = []
  const lines = listOf(items, (line) => {
    const entity = idOf(dig(line, 'product_id'))
    const sku = idOf(dig(line, 'product_sku'))
    const id = sku ?? entity
    if (!id) return undefined
    const title = textOf(dig(line, 'product_name'))
    const price = numberOf(dig(line, 'product_price_value'))
    const options = listOf(dig(line, 'options'), (option) => textOf(dig(option, 'value')))
    found.push(
      told<FoundProduct>({ id, where: 'cart', aliases: present(entity).filter((alias) => alias !== id), title, price }),
    )
    const item: EventItem = told({
      item_id: id,
      item_name: title,
      item_variant: options.join(' / '),
      price,
      quantity: quantityOf(dig(line, 'qty')),
    })
    return [`${id} ${options}`, item] as const
  })
  return { ...createCart(lines), found }
}
