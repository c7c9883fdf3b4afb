import type { Client, SlotItem } from '@endcap/client'
import {
  emit,
  isInSight,
  offerToCart,
  onRest,
  trackEnds,
  tryChange,
  turnPage,
  watchCards,
  watchExposure,
  watchRow,
} from '@endcap/client/view'
import { PLACEMENT_DEFAULTS, type Product } from '@endcap/core'
import { h, render } from 'preact'
import { findTemplate } from '../find-template.js'
import type { KindContext, Parts } from '../kinds/kind.js'
import { isLine, type Layout, type Preset } from '../kinds/preset.js'
import { type AllLabels, LABELS, parseLabels } from '../labels.js'
import { localeOf } from '../locale.js'
import type { MessageLabels } from '../messages/labels.js'
import { report } from '../report.js'
import { adoptStyle } from '../style/adopt.js'
import { Row, SKELETONS } from '../view/Row.js'
import { readLayout, readPlacement } from './read-placement.js'

/** What all elements of a page share. */
export interface RowOptions {
  /** @default those of the page's language */
  readonly labels?: Partial<AllLabels & MessageLabels>
  /** Draws the add-to-cart buttons; `cart="off"` on an element leaves them out there. @default true */
  readonly cart?: boolean
  /** Draws a button "not interested" on the cards; `dismiss="on"` or `"off"` on an element says it there. @default false */
  readonly dismiss?: boolean
  /** From this amount of the cart shipping is free, in the catalogue's currency: what `<endcap-threshold>` counts to. */
  readonly freeShipping?: number | undefined
  /** Takes button, heading and link colour from the page into tokens, before cards are drawn. @default false */
  readonly theme?: boolean
  /** False: the page links `endcap.css` itself. @default true */
  readonly style?: boolean
}

/** The attributes of every element. */
export const ATTRIBUTES = [
  'placement',
  'strategy',
  'heading',
  'count',
  'min',
  'cart',
  'labels',
  'layout',
  'category',
  'brand',
  'dismiss',
  'max-age-days',
  'template',
]

let rows = 0

/**
 * Brings an element to life: draws its slot of the client and tells the slot what the shopper sees and does. `name` is what
 * follows `endcap-` in its tag, `preset` what that stands for. `restart` is called when the config, come late, wants another kind of widget. Returns its stop.
 */
export function connectWidget(
  host: HTMLElement,
  client: Client,
  options: RowOptions,
  name: string,
  preset: Preset,
  restart: () => void,
): () => void {
  const read = (attribute: string) => host.getAttribute(attribute)
  const id = `endcap-row-${++rows}`
  const wish = readPlacement(host, name, preset)
  const slot = client.slot(wish)
  const { placement } = slot
  const inConfig = () => client.config().placements.find((entry) => entry.id === placement)
  const design = () => (wish === placement ? inConfig() : wish) as ReturnType<typeof inConfig>
  const layoutOf = () => (readLayout(host) ?? (design()?.widget || preset.layout || 'row')) as Layout
  const layout = layoutOf()
  const template = layout === 'bundle' ? undefined : findTemplate(host, placement)
  /** Its height is known without a chunk. */
  const isRow = layout === 'row' && !template
  /** Its height does not change with the number of its products. */
  const isOneLine = isLine(layout)
  const own = parseLabels(read('labels'), `<${host.localName} labels>`)
  const parts: Parts = {}
  const cart = options.cart !== false && read('cart') !== 'off'
  const dismiss = (read('dismiss') ?? (options.dismiss ? 'on' : '')) === 'on'
  const locale = localeOf(host)
  let labels = { ...LABELS, ...options.labels, ...own } as AllLabels
  let ends = { atStart: true, atEnd: false }
  let status = ''
  let state = 'loading'
  let items = NONE
  /** How many cards are drawn so far: of a line some more each frame, so that none takes long. */
  let part = Infinity
  /** For how many cards there is room, where they are not on one line. */
  let places = design()?.count ?? PLACEMENT_DEFAULTS.count
  /** The answer that `items` were picked from. */
  let source: readonly SlotItem[] | undefined
  let isStopped = false
  let stopTheme = () => {}
  /** Chunks on their way: until they are there, nothing but skeletons is drawn. */
  let waits = 0
  const asked = new Set<string>()
  /** Chunks that came, and what was drawn last by their parts. */
  let loads = 0
  let drawn: readonly unknown[] = []

  const tell = (type: string, more?: object) => {
    emit(host, type, { placement, requestId: slot.snapshot().requestId, ...more })
  }
  const say = (text: string) => {
    status = text
    draw()
  }
  const onPage = (direction: 1 | -1) => turnPage(list, direction)
  const onSelect = (item: SlotItem) => {
    slot.selected(item)
    tell('click', { id: item.product.id })
  }
  const add = (item: SlotItem, card: Element, variant?: string) =>
    offerToCart(card, { id: item.product.id, quantity: 1, placement, ...(variant && { variant }) }, (isTaken) => {
      if (isTaken) slot.added(item, 1)
      say(`${isTaken ? labels.added : labels.failed}: ${item.product.title}`)
    })
  const onAdd = (item: SlotItem, card: Element) => parts.choose?.(item, card) || add(item, card)
  const draw = () => {
    const cells = isOneLine
      ? state === 'ready'
        ? [...items.slice(0, part), ...SKELETONS.slice(part)]
        : SKELETONS
      : Array.from({ length: places }, (_, i) => items[i])
    render(
      h(Row, {
        id,
        layout,
        cells,
        parts,
        // It is a list once all of it is drawn.
        snapshot: { ...slot.snapshot(), state: items[part] ? 'loading' : state } as ReturnType<typeof slot.snapshot>,
        heading: read('heading') ?? ((preset.strategy && labels[name as keyof AllLabels]) || ''),
        labels,
        cart,
        locale,
        ends,
        status,
        onPage,
        onSelect,
        onAdd,
      }),
      host,
    )
    parts.drawn?.()
  }

  /** Most news changes nothing that is drawn, and drawing is what takes long. */
  const redraw = () => {
    const look = [state, items, part, labels, slot.snapshot().heading, loads]
    if (look.every((part, i) => part === drawn[i])) return
    drawn = look
    draw()
  }

  // Space that the page kept for the element before it came to life is in the flow already, and stays.
  host.classList.add('endcap')
  const isReserved = host.clientHeight > 0
  // What stands there for visitors without scripts.
  if (host.firstElementChild?.className !== 'endcap-sentinel') host.replaceChildren()
  redraw()
  const [sentinel, section] = host.children as unknown as [HTMLElement, HTMLElement]
  const list = section.querySelector('ul') as HTMLElement
  const cards = watchCards(
    slot,
    () => [...list.children],
    () => items,
  )
  /** Puts the section, which is all that the element draws, into the flow or takes it out; kept space may stay. */
  const show = (isShown: boolean, isOut = !isShown) => {
    section.hidden = !isShown
    // Without a box of its own: an empty one would still part margins that collapse, and take a grid's gap.
    host.classList.toggle('endcap-out', isOut)
  }

  /** Once a frame is laid out and painted: what is drawn or asked in it would have it laid out twice. */
  const afterFrame = (task: () => void) => requestAnimationFrame(() => setTimeout(() => isStopped || task()))
  const measure = () => {
    const { atStart, atEnd } = trackEnds(list)
    if (atStart === ends.atStart && atEnd === ends.atEnd) return
    ends = { atStart, atEnd }
    draw()
  }
  /** Brings section and room to what they should be, unless that moves something in sight. */
  const fit = (isShown: boolean, wanted: number) => {
    const wasShown = !section.hidden
    const wasOut = host.matches('.endcap-out')
    const before = places
    const set = (count: number, ...shown: Parameters<typeof show>) => {
      places = count
      show(...shown)
      if (!isOneLine) draw()
    }
    return tryChange(
      host,
      () => set(wanted, isShown),
      () => set(before, wasShown, wasOut),
    )
  }
  /** Takes its space or gives it back, once it can; then tells of each answer once. */
  const settle = () => {
    const isReady = state === 'ready'
    // How high the shop's own cards are is not known before they are drawn.
    const isShown = isReady || (state === 'loading' && !template)
    if (section.hidden === isShown) {
      // Space that is in sight stays there, used or not.
      if (!isShown && isInSight(host)) return
      let room = isReady ? items.length : places
      // Of kept space, as much is used as there is.
      while (!fit(isShown, room)) if (!isReserved || isOneLine || !--room) return
    } else if (isReady && places !== items.length && !isOneLine) fit(true, items.length)
    if (!isReady || items[part] || !cards.update()) return
    // A new answer is read from its best card, unless the shopper is at work in it.
    if (!ends.atStart && !list.contains(document.activeElement)) list.scrollLeft = 0
    afterFrame(measure)
    tell('render')
  }
  const update = () => {
    const before = state
    const snapshot = slot.snapshot()
    if (before === 'loading' && snapshot.state !== before && layoutOf() !== layout) {
      // Another kind has another height: what stands in sight, or above it, stays what it is.
      if (section.hidden || host.getBoundingClientRect().top >= innerHeight) return restart()
    }
    for (const kind of layout === 'bundle' ? [] : kindsFor(snapshot.items, dismiss)) {
      if (!asked.has(kind) && (!template || kind === 'choice')) {
        asked.add(kind)
        load(kind)
      }
    }
    // Cards that are drawn stay, whatever a newer answer asks for.
    state = waits && before !== 'ready' ? 'loading' : snapshot.state
    if (state !== 'ready') {
      source = undefined
      items = NONE
    } else if (source !== snapshot.items) {
      source = snapshot.items
      items = parts.pick?.(source) ?? source
      // Cards that stand are replaced at once.
      part = before !== 'ready' && isOneLine && !template && items[PORTION] ? PORTION : Infinity
    }
    if (state === 'ready' && !items[0]) state = 'empty'
    redraw()
    if (items[part]) {
      afterFrame(() => {
        part += PORTION
        update()
      })
    }
    if (isRow || !waits) settle()
    if (state === before) return
    if (before === 'loading') tell('ready')
    if (state === 'empty') tell('empty')
  }
  const context: KindContext = {
    host,
    client,
    slot,
    get labels() {
      return labels
    },
    locale,
    cart,
    dismiss,
    freeShipping: options.freeShipping,
    template,
    h,
    report,
    draw,
    say,
    add,
    offer: onAdd,
    select: onSelect,
  }
  /** Waits for chunks, or for nothing. Without them the element goes on, as well as it can. */
  const hold = async (task: () => Promise<unknown>, wait = 1) => {
    waits += wait
    try {
      await task()
    } catch (cause) {
      report('network-failed', `<${host.localName}>`, cause)
    }
    waits -= wait
    if (isStopped) parts.stop?.()
    else update()
  }
  const adopt = (sheet: string | undefined) => {
    if (sheet && options.style !== false) adoptStyle(document, sheet)
  }
  /** What other kinds and languages need. */
  const load = (...kinds: (string | undefined)[]) =>
    hold(
      async () => {
        const { KINDS, loadLabels } = await import('../tags.js')
        const [found, ...chunks] = await Promise.all([
          loadLabels(locale),
          ...kinds.map((kind) => KINDS[kind as string]?.()),
        ])
        labels = { ...LABELS, ...found, ...options.labels, ...own } as AllLabels
        for (const chunk of chunks) {
          adopt(chunk?.SHEET)
          Object.assign(parts, chunk?.create?.(context))
          loads++
        }
      },
      // What takes no place may come to cards that are drawn; the button "not interested" takes some in a list.
      +(dismiss || kinds[0] !== 'card'),
    )
  // Cards wait for it: nothing in sight changes its colours.
  if (options.theme)
    hold(async () => {
      const { SHEET, applyTheme } = await import('../theme/theme.js')
      adopt(SHEET)
      stopTheme = applyTheme(host, isInSight)
      if (isStopped) stopTheme()
    })
  if (name !== 'row' || !isRow || !/^en\b/i.test(locale ?? 'en')) load(layout, preset.part, template && 'template')
  show(isReserved && (isRow || !waits), !isReserved)

  list.onscroll = measure
  const stops = [
    cards.stop,
    slot.subscribe(update),
    onRest(host, () => {
      if (isRow || !waits) settle()
      measure()
    }),
    watchRow(slot, section),
    watchExposure(slot, sentinel),
    () => parts.stop?.(),
    () => stopTheme(),
    slot.stop,
  ]
  update()
  return () => {
    isStopped = true
    for (const stop of stops) stop()
  }
}

/** What these products ask for beyond a plain card. */
function kindsFor(items: readonly SlotItem[], dismiss: boolean): string[] {
  const needs = (test: (product: Product) => unknown) => items.some(({ product }) => test(product))
  return [
    needs((product) => dismiss || product.salePrice || product.rating || product.publishedAt) ? 'card' : '',
    needs((product) => product.variants) ? 'choice' : '',
    needs(({ image = '' }) => /cdn|stencil|cloudinary|imgix|wp\.com/.test(image)) ? 'images' : '',
  ].filter((kind) => kind)
}

const NONE: readonly SlotItem[] = []
/** Cards of a line that are drawn in one frame. */
const PORTION = 4
