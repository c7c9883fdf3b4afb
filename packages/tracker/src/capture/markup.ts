import type { EventType, ListContext } from '@endcap/core'
import type { EventFields } from '../tracker.js'
import type { CaptureParts } from './capture.js'
import { type Impressions, observeImpressions } from './impression.js'

const PRODUCT = '[data-endcap-product]'
const LIST = '[data-endcap-list]'
const ITEM = '[data-endcap-item]'
const PROMOTION = '[data-endcap-promotion]'
/** GA4's names, and the attributes that hold them. */
const PROMOTION_FIELDS = {
  promotion_id: 'Promotion',
  promotion_name: 'PromotionName',
  creative_name: 'Creative',
  creative_slot: 'CreativeSlot',
}
/** Our own widgets: the client logs what happens there. */
const SLOT = '[data-endcap-slot]'
/** What a button does to the product or card around it, and what needs none. */
const ACTIONS = /^(add_to_cart|remove_from_cart|add_to_wishlist)$/
const LOOSE = /^(begin_checkout|share|rate|login|sign_up)$/
const METHODS = /^(share|login|sign_up)$/
/** Not about a product, wherever the button stands. */
const ACCOUNT = /^(login|sign_up)$/
/** A list that is being drawn changes many times; one look afterwards is enough. */
const SETTLE_MS = 200

/** The reading of `data-endcap-*` attributes. */
export interface MarkupCapture {
  /** A new page view: what is on the page counts again. Nothing is read before the first. */
  view(): void
  stop(): void
}

/** Turns marked-up products, lists and buttons into events. Never holds up or changes what the page does. */
export function captureMarkup(parts: Pick<CaptureParts, 'env' | 'describe' | 'track' | 'listen'>): MarkupCapture {
  const { env, describe, track, listen } = parts
  const { document } = env.window
  /** What this page view has counted: products, and items of lists. */
  let counted = new Set<string>()
  /** The product that an element in view showed when it was last looked at. */
  let watched = new WeakMap<Element, string>()
  let requests: Record<string, string> = {}
  let impressions: Impressions | undefined
  let cancel: (() => void) | undefined

  function isNew(key: string): boolean {
    return counted.size < counted.add(key).size
  }

  /** The item, the list that it stands in, and its place there. */
  function fieldsOf(cards: readonly HTMLElement[], quantity?: number): EventFields {
    const list = cards[0]?.closest<HTMLElement>(LIST)
    const placement = list && read(list, 'List')
    const items = cards.map((card) => {
      const id = read(card, 'Item') ?? read(card, 'Product') ?? ''
      return {
        item_id: id,
        item_name: read(card, 'Name'),
        price: toNumber(read(card, 'Price')),
        ...describe?.(id),
        quantity,
        ...(list && { item_list_id: placement ?? '', index: [...list.querySelectorAll(ITEM)].indexOf(card) }),
      }
    })
    return { items, ...(placement && { list: contextOf(placement) }) }
  }

  function promotionOf(element: HTMLElement): EventFields {
    const data: Record<string, string> = {}
    for (const [field, name] of Object.entries(PROMOTION_FIELDS)) {
      const text = read(element, name)
      if (text) data[field] = text
    }
    return { data }
  }

  function contextOf(placement: string): ListContext {
    return { placement, requestId: (requests[placement] ??= env.random.id()) }
  }

  function scan(): void {
    if (!impressions) return
    for (const element of document.querySelectorAll<HTMLElement>(`${PRODUCT},${LIST} ${ITEM},${PROMOTION}`)) {
      const item = read(element, 'Item') ?? read(element, 'Promotion')
      const product = read(element, 'Product')
      if (element.closest(SLOT)) continue
      if (product && isNew(product)) track('view_item', fieldsOf([element]))
      // A framework may reuse an element for another product.
      if (!item || watched.get(element) === item) continue
      watched.set(element, item)
      impressions.unobserve(element)
      impressions.observe(element)
    }
  }

  function seen(elements: readonly Element[]): void {
    const byList = new Map<Element, HTMLElement[]>()
    for (const card of elements as HTMLElement[]) {
      const promotion = read(card, 'Promotion')
      if (promotion && isNew(`\n${promotion}`)) track('view_promotion', promotionOf(card))
      if (!read(card, 'Item')) continue
      const list = card.closest<HTMLElement>(LIST)
      if (list && isNew(`${read(list, 'List')} ${read(card, 'Item')}`))
        byList.set(list, [...(byList.get(list) ?? []), card])
    }
    for (const cards of byList.values()) track('view_item_list', fieldsOf(cards))
  }

  function clicked({ target, button }: MouseEvent): void {
    // A middle click opens the link as well; a right click does not.
    if (!(target instanceof Element) || target.closest(SLOT) || button > 1) return
    const action = target.closest<HTMLElement>('[data-endcap-action]')
    const card = target.closest<HTMLElement>(action ? `${ITEM},${PRODUCT}` : ITEM)
    const promotion = target.closest<HTMLElement>(PROMOTION)
    if (action) acted(action, card)
    else if (target.closest('a')) {
      if (promotion) track('select_promotion', promotionOf(promotion))
      if (card) track('select_item', fieldsOf([card]))
    }
  }

  function acted(button: HTMLElement, card: HTMLElement | null): void {
    const type = read(button, 'Action') as EventType
    const rating = toNumber(read(button, 'Rating'))
    const method = METHODS.test(type) ? read(button, 'Method') : undefined
    if (!(LOOSE.test(type) || (card && ACTIONS.test(type))) || (type === 'rate' && !rating)) return
    track(type, {
      ...(card && !ACCOUNT.test(type) && fieldsOf([card], quantityOf(button))),
      ...(rating && type === 'rate' && { data: { rating } }),
      ...(method && { data: { method } }),
    })
  }

  function quantityOf(button: HTMLElement): number | undefined {
    try {
      const from = read(button, 'QuantityFrom')
      const input = from ? document.querySelector<HTMLInputElement>(from) : undefined
      return toNumber(read(button, 'Quantity') ?? input?.value)
    } catch {
      // The page's selector is not one: the event goes without a quantity.
      return undefined
    }
  }

  const observer = new MutationObserver(() => {
    cancel ??= env.clock.after(SETTLE_MS, () => {
      cancel = undefined
      scan()
    })
  })
  observer.observe(document, {
    childList: true,
    subtree: true,
    attributeFilter: ['data-endcap-product', 'data-endcap-item', 'data-endcap-promotion'],
  })
  const stops = ['click', 'auxclick'].map((type) => listen(document, type, clicked, { passive: true, capture: true }))

  return {
    view() {
      impressions?.stop()
      impressions = observeImpressions([], seen, env)
      counted = new Set()
      watched = new WeakMap()
      requests = {}
      scan()
    },
    stop() {
      cancel?.()
      impressions?.stop()
      observer.disconnect()
      for (const stop of stops) stop()
    },
  }
}

/** The value of `data-endcap-<name>`; undefined when absent or empty. */
function read(element: HTMLElement, name: string): string | undefined {
  return element.dataset[`endcap${name}`] || undefined
}

/** The number that a text starts with; undefined for none and for those below zero. */
function toNumber(text = ''): number | undefined {
  const number = Number.parseFloat(text)
  return number >= 0 ? number : undefined
}
