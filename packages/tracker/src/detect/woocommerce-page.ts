import type { EventItem, ProductVariant } from '@endcap/core'
import type { FoundProduct } from './detector.js'
import { dig, idOf, listOf, numberOf, present, quantityOf, textOf, told } from './foreign.js'
import { readFields } from './form-fields.js'
import { currencyOfSymbol, findDecimalSign, readShownPrice } from './shown-price.js'

/** A price as the page shows it. */
export interface ShownPrice {
  readonly amount: number | undefined
  readonly currency: string | undefined
}

const AMOUNT = '.woocommerce-Price-amount'

/** The price in an element: the first one, without its symbol. */
export function readPrice(element: ParentNode | null | undefined, window: Window): ShownPrice {
  const { document } = window
  const shown = element?.querySelector(AMOUNT)
  const symbol = shown?.querySelector('.woocommerce-Price-currencySymbol')?.textContent?.trim() ?? ''
  const plain = (amount: Element) => (amount.textContent ?? '').replace(symbol || '\0', '').trim()
  const told = dig(window, 'wcSettings', 'currency')
  const decimal = dig(told, 'decimalSeparator')
  const sign =
    decimal === ',' || decimal === '.'
      ? decimal
      : findDecimalSign([...document.querySelectorAll(AMOUNT)].map(plain), symbol)
  return {
    amount: shown ? readShownPrice(plain(shown), sign) : undefined,
    currency: textOf(dig(told, 'code')) ?? metaCurrency(document) ?? currencyOfSymbol(symbol),
  }
}

/** The product that the page is about. Undefined on other pages. */
export function readProduct(window: Window): { found: FoundProduct; item: EventItem; currency?: string } | undefined {
  const { document, location } = window
  const { body } = document
  if (!body.classList.contains('single-product')) return undefined
  const root = document.querySelector('div.product[id^="product-"]')
  const form = document.querySelector<HTMLFormElement>('form.cart')
  const id = root?.id.slice('product-'.length) || formProduct(form) || /\bpostid-(\d+)/.exec(body.className)?.[1]
  if (!id) return undefined
  const summary = root?.querySelector('.summary') ?? root ?? document
  const title = text(summary.querySelector('.product_title,.wp-block-post-title') ?? document.querySelector('h1'))
  const price = summary.querySelector('.price')
  const sale = price?.querySelector('ins')
  // A range shows two: neither is what the shopper pays.
  const isOne = sale || price?.querySelectorAll(AMOUNT).length === 1
  const { amount, currency } = readPrice(isOne ? (sale ?? price) : undefined, window)
  const variations = readVariations(form)
  const sku = text(summary.querySelector('.sku'))
  const categories = [...summary.querySelectorAll('.posted_in a')].flatMap((link) => text(link) ?? [])
  return {
    item: told({ item_id: id, item_name: title, item_category: categories[0], price: amount }),
    ...(currency && { currency }),
    found: told<FoundProduct>({
      id,
      where: 'page',
      aliases: present(sku, slugOf(location.pathname), ...variations.flatMap(({ id, sku }) => [id, sku])),
      title,
      price: amount,
      currency,
      categories,
      variants: variations.map(({ id, price }) => told<ProductVariant>({ id, price })),
    }),
  }
}

/** The cards of lists on the page. */
export function readCards(window: Window): FoundProduct[] {
  const cards = window.document.querySelectorAll('li.product,.wc-block-product')
  return [...cards].flatMap((card) => {
    const button = card.querySelector<HTMLElement>('[data-product_id]')
    const id = button?.dataset['product_id'] ?? /\bpost-(\d+)/.exec(card.className)?.[1]
    if (!id) return []
    const link = card.querySelector('a[href]')?.getAttribute('href') ?? ''
    const price = card.querySelector('.price')
    const { amount, currency } = readPrice(price?.querySelector('ins') ?? price, window)
    return [
      told<FoundProduct>({
        id,
        where: 'list',
        aliases: present(button?.dataset['product_sku'], slugOf(link.split(/[?#]/)[0] ?? '')),
        title: text(card.querySelector('.woocommerce-loop-product__title,.wp-block-post-title,h2,h3')),
        price: amount,
        currency,
      }),
    ]
  })
}

/** The variations that a product's form lists; their prices are numbers there. Empty when the form fetches them. */
export function readVariations(form: HTMLElement | null | undefined) {
  let list: unknown
  try {
    list = JSON.parse(form?.dataset['product_variations'] ?? '')
  } catch {
    // Too many to list, or no variations at all.
  }
  return listOf(list, (variation) => {
    const id = idOf(dig(variation, 'variation_id'))
    return id ? { id, price: numberOf(dig(variation, 'display_price')), sku: idOf(dig(variation, 'sku')) } : undefined
  })
}

/** What a product's form is about to add: one item, or several of a group. Empty when a choice is missing. */
export function readForm(form: HTMLFormElement, item: EventItem | undefined): EventItem[] {
  const fields = readFields(form)
  const data = new Map(fields)
  const id = formProduct(form)
  const variation = data.get('variation_id')
  const grouped = fields.flatMap(([name, value]) => {
    const member = /^quantity\[(\d+)\]$/.exec(name)?.[1]
    const quantity = quantityOf(value)
    return member && quantity ? [{ item_id: member, quantity }] : []
  })
  if (grouped[0]) return grouped
  if (!id || (variation !== undefined && !Number(variation))) return []
  const options = fields.flatMap(([name, value]) => (name.startsWith('attribute_') ? (textOf(value) ?? []) : []))
  const price = readVariations(form).find((entry) => entry.id === variation)?.price
  const known = item?.item_id === id ? item : undefined
  const added: EventItem = told({
    ...known,
    item_id: id,
    item_variant: options.join(' / '),
    // A price of the page is that of no variation.
    price: price ?? (variation ? undefined : known?.price),
    quantity: quantityOf(data.get('quantity')) ?? 1,
  })
  return [added]
}

/** The last part of a product's address. */
export function slugOf(path: string): string | undefined {
  return idOf(path.split('/').filter(Boolean).at(-1))
}

function formProduct(form: HTMLFormElement | null): string | undefined {
  const field =
    form?.querySelector<HTMLInputElement>('[name="product_id"]') ?? form?.querySelector('[name="add-to-cart"]')
  return idOf((field as HTMLInputElement | null | undefined)?.value)
}

function metaCurrency(document: Document): string | undefined {
  const meta = document.querySelector('meta[property="product:price:currency"],[itemprop="priceCurrency"]')
  return /^[A-Z]{3}$/.exec(meta?.getAttribute('content') ?? '')?.[0]
}

function text(element: Element | null | undefined): string | undefined {
  return textOf(element?.textContent)
}
