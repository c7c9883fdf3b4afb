import type { Client, SlotItem } from '@endcap/client'
import { h, render } from 'preact'
import { watchCards } from '../card-impressions.js'
import { offerToCart } from '../cart.js'
import { type Connect, RESERVED } from '../element.js'
import { createFlow } from '../flow.js'
import { LABELS, type Labels } from '../labels.js'
import { report } from '../report.js'
import type { TrackEnds } from '../scroll.js'
import { createTrack, type Track } from '../track.js'
import { Row } from '../view/Row.js'
import { watchVisibility } from '../visibility.js'
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

/** Connects `<endcap-row>` elements to the slots of a client. */
export function connectRow(client: Client, options: RowOptions = {}): Connect {
  return (host) => {
    const id = `endcap-row-${++rows}`
    const slot = client.slot(readPlacement(host))
    const labels = { ...LABELS, ...options.labels, ...readLabels(host) }
    const cart = (options.cart ?? true) && host.getAttribute('cart') !== 'off'
    const locale = host.closest('[lang]')?.getAttribute('lang') || undefined
    const heading = host.getAttribute('heading') ?? ''
    let ends: TrackEnds = { atStart: true, atEnd: false }
    let status = ''
    let track: Track | undefined
    let state = 'loading'
    let toldId = ''
    let isReached = false

    const emit = (type: string, more?: object) => {
      const { placement, requestId } = slot.snapshot()
      const detail = { placement, requestId, ...more }
      host.dispatchEvent(new CustomEvent(`endcap:${type}`, { bubbles: true, composed: true, detail }))
    }
    const onPage = (direction: 1 | -1) => track?.page(direction)
    const onSelect = (item: SlotItem) => {
      slot.selected(item)
      emit('click', { id: item.product.id })
    }
    const onAdd = (item: SlotItem, button: Element) =>
      offerToCart(button, { id: item.product.id, quantity: 1, placement: slot.placement }, (isTaken) => {
        if (isTaken) slot.added(item, 1)
        status = `${isTaken ? labels.added : labels.failed}: ${item.product.title}`
        draw()
      })
    const draw = () => {
      const snapshot = slot.snapshot()
      render(h(Row, { id, snapshot, heading, labels, cart, locale, ends, status, onPage, onSelect, onAdd }), host)
    }

    // Space that the page kept for the row before the script came is in the flow already, and stays.
    const isReserved = host.classList.contains(RESERVED) || host.offsetHeight > 0
    if (!host.querySelector('.endcap-sentinel')) host.replaceChildren()
    draw()
    const [sentinel, section] = host.children as unknown as [HTMLElement, HTMLElement]
    const list = section.querySelector('ul') as HTMLElement

    /** Tells of each answer once, when it is drawn and in the flow. */
    const tell = () => {
      const { requestId, items } = slot.snapshot()
      if (state !== 'ready' || requestId === toldId || !flow.isIn()) return
      toldId = requestId
      // A new answer is read from its best card, unless the shopper is at work in it.
      if (!list.contains(document.activeElement)) track?.toStart()
      track?.measure()
      cards.watch(items.map((item, i) => [list.children[i] as Element, item]))
      slot.rendered()
      emit('render')
    }
    const update = () => {
      const before = state
      state = slot.snapshot().state
      draw()
      flow.want(state === 'loading' || state === 'ready')
      tell()
      if (state === 'loading') return
      if (before === 'loading') emit('ready')
      if (state === 'empty' && before !== 'empty') emit('empty')
      if (isReached) slot.exposed()
    }

    const flow = createFlow(host, section, isReserved, tell)
    const cards = watchCards<SlotItem>(slot.viewed)
    track = createTrack(list, (next) => {
      if (next.atStart === ends.atStart && next.atEnd === ends.atEnd) return
      ends = next
      draw()
    })
    const stops = [
      flow.stop,
      cards.stop,
      track.stop,
      slot.subscribe(update),
      watchVisibility(sentinel, section, {
        onReached() {
          isReached = true
          if (state !== 'loading') slot.exposed()
        },
        onScreen: slot.visible,
      }),
      slot.stop,
    ]
    update()
    return () => {
      for (const stop of stops) stop()
    }
  }
}

function readLabels(host: Element): Partial<Labels> {
  try {
    return JSON.parse(host.getAttribute('labels') || '{}')
  } catch (cause) {
    report('json-malformed', '<endcap-row labels>', cause)
    return {}
  }
}
