import type { EventType, ListContext } from '@endcap/core'
import type { EventFields } from '../tracker.js'
import type { CaptureParts } from './capture.js'
import { type Impressions, observeImpressions } from './impression.js'

const PRODUCT = '[data-endcap-product]'
const LIST = '[data-endcap-list]'
const ITEM = '[data-endcap-item]'
/** Our own widgets: the client logs what happens there. */
const SLOT = '[data-endcap-slot]'
const ACTIONS: readonly EventType[] = ['add_to_cart', 'remove_from_cart', 'add_to_wishlist', 'begin_checkout']
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

  function contextOf(placement: string): ListContext {
    return { placement, requestId: (requests[placement] ??= env.random.id()) }
  }

  function scan(): void {
    if (!impressions) return
    for (const element of document.querySelectorAll<HTMLElement>(`${PRODUCT},${LIST} ${ITEM}`)) {
      const item = read(element, 'Item')
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
    if (!action) {
      if (card && target.closest('a')) track('select_item', fieldsOf([card]))
      return
    }
    const type = read(action, 'Action') as EventType
    if (!ACTIONS.includes(type)) return
    if (card) track(type, fieldsOf([card], quantityOf(action)))
    else if (type === 'begin_checkout') track(type, {})
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
    attributeFilter: ['data-endcap-product', 'data-endcap-item'],
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
