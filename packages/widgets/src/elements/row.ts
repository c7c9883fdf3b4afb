import type { Client, SlotItem } from '@endcap/client'
import { observeImpressions } from '@endcap/tracker'
import { h, render } from 'preact'
import { offerToCart } from '../cart.js'
import { emit } from '../emit.js'
import { LABELS, type Labels, parseLabels } from '../labels.js'
import { isInSight, onScroll, tryChange } from '../layout.js'
import { trackEnds, turnPage } from '../scroll.js'
import { Row } from '../view/Row.js'
import { watch } from '../watch.js'
import { readPlacement } from './row-placement.js'

/** What every row of a page shares. */
export interface RowOptions {
  /** @default English */
  readonly labels?: Partial<Labels>
  /** Draws the add-to-cart buttons; `cart="off"` on an element leaves them out there. @default true */
  readonly cart?: boolean
}

/** The attributes of `<endcap-row>`. */
export const ROW_ATTRIBUTES = ['placement', 'strategy', 'heading', 'count', 'min', 'cart', 'labels']

let rows = 0

/** Brings an `<endcap-row>` to life: draws its slot of the client and tells the slot what the shopper sees and does. Returns its stop. */
export function connectRow(host: HTMLElement, client: Client, options: RowOptions): () => void {
  const read = (name: string) => host.getAttribute(name)
  const id = `endcap-row-${++rows}`
  const slot = client.slot(readPlacement(host))
  const { placement } = slot
  const labels = {
    ...LABELS,
    ...options.labels,
    ...parseLabels(read('labels'), '<endcap-row labels>'),
  }
  const cart = options.cart !== false && read('cart') !== 'off'
  const locale = host.closest<HTMLElement>('[lang]')?.lang || undefined
  const heading = read('heading') ?? ''
  let ends = { atStart: true, atEnd: false }
  let status = ''
  let state = 'loading'
  let toldId = ''
  let isReached = false
  let stopCards = () => {}

  const tell = (type: string, more?: object) => {
    emit(host, type, { placement, requestId: slot.snapshot().requestId, ...more })
  }
  const onPage = (direction: 1 | -1) => turnPage(list, direction)
  const onSelect = (item: SlotItem) => {
    slot.selected(item)
    tell('click', { id: item.product.id })
  }
  const onAdd = (item: SlotItem, card: Element) =>
    offerToCart(card, { id: item.product.id, quantity: 1, placement }, (isTaken) => {
      if (isTaken) slot.added(item, 1)
      status = `${isTaken ? labels.added : labels.failed}: ${item.product.title}`
      draw()
    })
  const draw = () => {
    const snapshot = slot.snapshot()
    render(h(Row, { id, snapshot, heading, labels, cart, locale, ends, status, onPage, onSelect, onAdd }), host)
  }

  // Space that the page kept for the row before it came to life is in the flow already, and stays.
  const isReserved = host.clientHeight > 0
  // What stands there for visitors without scripts.
  if (host.firstElementChild?.className !== 'endcap-sentinel') host.replaceChildren()
  draw()
  const [sentinel, section] = host.children as unknown as [HTMLElement, HTMLElement]
  const list = section.querySelector('ul') as HTMLElement
  /** Puts the section, which is all that the element draws, into the flow or takes it out. */
  const show = (isShown: boolean) => {
    section.hidden = !isShown
    // Without a box of its own: an empty one would still part margins that collapse, and take a grid's gap.
    host.classList.toggle('endcap-out', !isShown)
  }
  show(isReserved)

  const measure = () => {
    const { atStart, atEnd } = trackEnds(list)
    if (atStart === ends.atStart && atEnd === ends.atEnd) return
    ends = { atStart, atEnd }
    draw()
  }
  /** Takes its space or gives it back, once it can; then tells of each answer once. */
  const settle = () => {
    const { requestId, items } = slot.snapshot()
    const isReady = state === 'ready'
    const isShown = isReady || state === 'loading'
    if (section.hidden === isShown) {
      // Space that is in sight stays there, used or not.
      if (!isShown && isInSight(host)) return
      if (
        !tryChange(
          host,
          () => show(isShown),
          () => show(!isShown),
        )
      )
        return
    }
    if (!isReady || requestId === toldId) return
    toldId = requestId
    // A new answer is read from its best card, unless the shopper is at work in it.
    if (!list.contains(document.activeElement)) list.scrollLeft = 0
    measure()
    stopCards()
    const cards = [...list.children]
    stopCards = observeImpressions(cards, (seen) =>
      slot.viewed(items.filter((_, i) => seen.includes(cards[i] as Element))),
    ).stop
    slot.rendered()
    tell('render')
  }
  const expose = () => {
    if (isReached && state !== 'loading') slot.exposed()
  }
  const update = () => {
    const before = state
    state = slot.snapshot().state
    draw()
    settle()
    if (before === 'loading' && state !== before) tell('ready')
    if (state === 'empty' && state !== before) tell('empty')
    expose()
  }

  list.onscroll = measure
  const stops = [
    () => stopCards(),
    slot.subscribe(update),
    onScroll(() => {
      settle()
      measure()
    }),
    watch(section, slot.visible),
    watch(sentinel, (isVisible) => {
      isReached ||= isVisible
      expose()
    }),
    slot.stop,
  ]
  update()
  return () => {
    for (const stop of stops) stop()
  }
}
