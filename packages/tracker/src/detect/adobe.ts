import { hearAdobeLayer } from './adobe-layer.js'
import { readCartSection } from './adobe-shapes.js'
import { type Cart, compareCarts, worthOf } from './cart-changes.js'
import type { Detector, StartDetector } from './detector.js'
import { currencyOf, dig, idOf, quantityOf, textOf, told } from './foreign.js'
import { readFields } from './form-fields.js'
import { hear } from './hear.js'

/** Where Luma keeps the private content of the shopper. */
const STORAGE = 'mage-cache-storage'

/**
 * Watches Adobe Commerce and Magento: the storefront events of its data layer; without them Luma's product form, and the cart
 * and customer that a Hyvä theme announces. Luma's storage is read with consent only. Purchases come by the data layer.
 * Items go by the product's SKU; a form that does not say it by the product's id.
 */
export const startAdobe: StartDetector = (parts) => {
  const { env, say, fail } = parts
  const { window } = env
  const { document } = window
  const layer = hearAdobeLayer(parts)
  let cart: Cart | undefined
  let isGuest = false

  const currency = () =>
    currencyOf(
      document
        .querySelector('meta[itemprop="priceCurrency"],meta[property="product:price:currency"]')
        ?.getAttribute('content'),
    )

  /** Takes the cart section of the private content; the first only says what is in it. */
  function seen(section: unknown, isTold: boolean): void {
    const after = readCartSection(section)
    if (!after) return
    const before = cart
    cart = after
    parts.found(after.found)
    if (!before || isTold) return
    const { added, removed } = compareCarts(before, after)
    if (added.length) say('add_to_cart', worthOf(added, currency()))
    if (removed.length) say('remove_from_cart', worthOf(removed, currency()))
  }

  function announced(event: Event): void {
    const data = dig(event, 'detail', 'data')
    seen(dig(data, 'cart'), layer.isTelling())
    const customer = dig(data, 'customer')
    const isKnown = Boolean(dig(customer, 'firstname') ?? dig(customer, 'fullname'))
    if (isKnown && isGuest && !layer.isTelling()) say('login')
    isGuest = !isKnown
  }

  function submitted({ target }: SubmitEvent): void {
    // A Hyvä theme announces the cart that comes of it.
    if (!(target instanceof window.HTMLFormElement) || layer.isTelling() || dig(window, 'hyva')) return
    if (!target.matches('#product_addtocart_form')) return
    const fields = readFields(target)
    const data = new Map(fields)
    const options = fields.filter(([name]) => name.startsWith('super_attribute['))
    const item_id = idOf(target.dataset['productSku']) ?? idOf(data.get('product'))
    // Luma's own check refuses a form with an option left open, after this event.
    if (!item_id || options.some(([, value]) => !value)) return
    const item_name = textOf(document.querySelector('.page-title')?.textContent)
    const item = told({ item_id, item_name, quantity: quantityOf(data.get('qty')) ?? 1 })
    say('add_to_cart', worthOf([item], currency()))
  }

  function readStorage(): void {
    if (!parts.isAllowed() || dig(window, 'hyva')) return
    try {
      const kept = window.localStorage.getItem(STORAGE)
      if (kept) seen(dig(JSON.parse(kept), 'cart'), true)
    } catch (cause) {
      fail(STORAGE, cause)
    }
  }

  const stops = [
    hear(parts, window, 'private-content-loaded', announced),
    hear<SubmitEvent>(parts, window, 'submit', submitted),
  ]

  return {
    view() {
      layer.view()
      readStorage()
    },
    stop() {
      layer.stop()
      for (const stop of stops) stop()
    },
  } satisfies Detector
}
