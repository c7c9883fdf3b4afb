import type { Clock, EventItem, EventType, PageKind } from '@endcap/core'
import type { EventFields } from '../tracker.js'
import { type BookEntry, createBook, titleKey, toItem, toProduct } from './book.js'
import { type DetectorParts, SOURCES, type SourceName } from './detector.js'
import { fill } from './fill.js'

/** At most so long a source waits for a more trusted one to speak of the same. */
const HOLD_MS = 250
/** As many wait at once: a page that pushes without end shall not grow without end. */
const HELD_COUNT = 500
/** Most happenings of one name that are compared, and most names that are remembered: the newest. */
const SAME_COUNT = 100
const NAMES_COUNT = 20_000
/** Within this time, what another source says of the same product is the same happening. */
const SAME_MS = 10_000
/** Happen once a page view for each product, list or term; everything else may happen again. */
const ONCE = /^(view_item|view_item_list|view_cart|view_promotion|search)$/
/** Happen to each item by itself. All others happen as a whole: their items only say more. */
const EACH = /_item|_(to|from)_cart|_wishlist/
/** The first product that a source tells of so soon on a product's page is that page's, whatever its id there. */
const MAIN_MS = 5000
/** Happen once for good. */
const ORDERS = /^(purchase|refund)/

/** Begins a name that others may have as well: it joins what two sources say, and never what one says twice. */
const WEAK = '~'

/** What a source said and what became of it, for the report. */
export interface SourceReport {
  readonly source: SourceName
  /** Events by type that it told. */
  readonly said: Readonly<Record<string, number>>
  /** Of those, events that no other source had told. */
  readonly counted: number
  /** Why parts of its data could not be read; the last few. */
  readonly problems: readonly string[]
}

/** What was detected on this page. */
export interface Detected {
  readonly sources: readonly SourceReport[]
  readonly products: readonly BookEntry[]
}

/** Hears every source, and tracks each happening once. */
export interface Hub {
  /** The ways in for one source. */
  ears(source: SourceName): Pick<DetectorParts, 'say' | 'found' | 'fail'>
  /** The shop's own code, or a widget, has tracked this itself. */
  called(type: EventType, fields: EventFields): void
  /** A new page view. */
  view(): void
  /** The page goes away: what is held is tracked now. */
  settle(): void
  mainItem(): EventItem | undefined
  detected(): Detected
}

/** What a hub needs. */
export interface HubParts {
  readonly clock: Clock
  /** Tracks an event of the past moment `ts`. */
  readonly track: (type: EventType, fields: EventFields, ts: number) => void
  readonly describe?: ((id: string) => EventItem | undefined) | undefined
  /** What kind of page this is now. */
  readonly kind: () => PageKind
  /** Looks at the address: a router may show and tell of the new page before its navigation is noticed. */
  readonly check?: () => void
}

interface Said {
  readonly source: SourceName
  readonly type: EventType
  readonly fields: EventFields
  readonly at: number
}

/** One happening, to one product, list or order: when, and who told of it. */
interface Happening {
  readonly at: number
  readonly by: Set<SourceName>
}

/** What was said, with what is known of it. */
interface Told extends Said {
  readonly items: readonly EventItem[]
  /** The names of each item. */
  readonly names: readonly (readonly string[])[]
  /** What happened: to each item, or once as a whole. New where no other source has told of it. */
  readonly happenings: readonly { readonly happening: Happening; readonly isNew: boolean }[]
}

/**
 * Creates the hub. Several sources may tell of one happening, in any order, under different product ids, one with all its
 * items and another item by item. So happenings are counted for each product: a source that tells of one which another source
 * has told, and it has not, tells nothing new. A source that tells twice says that it happened twice.
 */
export function createHub({ clock, track, describe, kind, check }: HubParts): Hub {
  const book = createBook()
  const reports = new Map<SourceName, { said: Record<string, number>; counted: number; problems: string[] }>()
  let held: Said[] = []
  let cancel: (() => void) | undefined
  /** Happenings by type and name, of this page view; orders of all. */
  let happened = new Map<string, readonly Happening[]>()
  /** Sources that have told of a viewed product on this page. */
  const viewers = new Set<SourceName>()
  let viewedAt = clock.now()
  /** What they call the product of the page. */
  let mains: string[] = []

  const reportOf = (source: SourceName) => {
    const report = reports.get(source) ?? { said: {}, counted: 0, problems: [] }
    reports.set(source, report)
    return report
  }

  /** Every name of a product, so that sources which call it differently meet; the surest first. */
  function namesOf({ item_id, item_name }: EventItem): readonly string[] {
    const { names = [] } = book.find(item_id) ?? book.find(item_name) ?? {}
    return [item_id, ...names, ...weak(titleKey(item_name))]
  }

  /** Joins what a source tells of one thing, under all its names, to what others told. */
  function join({ source, type, at }: Said, names: readonly string[], place: string): Told['happenings'][number] {
    const keys = names.map((name) => `${type} ${place} ${name}`)
    const isLasting = ONCE.test(type) || ORDERS.test(type)
    const near = (key: string) =>
      (happened.get(key) ?? []).filter((one) => isLasting || Math.abs(at - one.at) < SAME_MS)
    const same = keys.flatMap((key, i) =>
      near(key).filter(({ by }) => !by.has(source) || (isLasting && names[i]?.[0] !== WEAK)),
    )[0]
    const happening = same ?? { at, by: new Set() }
    happening.by.add(source)
    for (const key of keys) {
      const others = near(key)
      if (!others.includes(happening)) happened.set(key, [...others.slice(1 - SAME_COUNT), happening])
    }
    while (happened.size > NAMES_COUNT) happened.delete(happened.keys().next().value as string)
    return { happening, isNew: !same }
  }

  function hear(said: Said): Told {
    const { type, fields } = said
    const { items = [], order, search, data = {}, list } = fields
    if (type === 'view_item') meet(said)
    const names = items.map(namesOf)
    const { promotion_name = '', promotion_id = promotion_name } = data
    const things = order
      ? // Shops have a number and an id of one order: what it is worth tells that they mean the same.
        [[order.transactionId, ...weak(order.value)]]
      : promotion_id
        ? [[String(promotion_id), ...weak(promotion_name)]]
        : EACH.test(type) && names[0]
          ? names
          : [[titleKey(search?.term)]]
    const place = type === 'view_item_list' ? String(list?.placement) : ''
    return { ...said, items, names, happenings: things.map((thing) => join(said, thing, place)) }
  }

  /** The product that the page is about is one, whatever the sources call it. Some tell of it by this event alone. */
  function meet({ source, fields: { items = [] }, at }: Said): void {
    const [main] = items
    const isFirst = viewers.size < viewers.add(source).size
    if (!isFirst || !main || items[1] || kind() !== 'product' || at - viewedAt >= MAIN_MS) return
    const found = book.find(main.item_id)?.told.get(source) ?? toProduct(main)
    book.tell(source, { ...found, aliases: [...(found.aliases ?? []), ...mains] })
    mains.push(main.item_id)
  }

  /** Fills what a source left out from what others said of the same item, then from the products found, then the catalogue. */
  function complete(item: EventItem, others: readonly EventItem[] = []): EventItem {
    const entry = book.find(item.item_id) ?? book.find(item.item_name)
    const found = SOURCES.map((source) => entry?.told.get(source)).filter((product) => !!product)
    const ids = [item.item_id, ...(entry?.names ?? []), ...others.map(({ item_id }) => item_id)]
    const known = ids.map((id) => describe?.(id)).find((described) => !!described)
    return fill(
      known && { item_id: known.item_id },
      item,
      ...others,
      ...found.map(toItem),
      known,
    ) as unknown as EventItem
  }

  /** What is new of it, filled from what others told of the same. */
  function tell({ source, type, fields, at, items, names, happenings }: Told, others: readonly Told[]): void {
    const isWhole = happenings.every(({ isNew }) => isNew)
    const basis = items[0] ? { items, names } : (others.find((other) => other.items[0]) ?? { items, names })
    const completed = basis.items.map((item, i) => {
      const alike = others.flatMap((other) => {
        const found = other.items.filter((_, j) => other.names[j]?.some((name) => basis.names[i]?.includes(name)))
        // One of several lines of a product may be another variant.
        return found.length === 1 ? found : []
      })
      return complete(item, alike)
    })
    reportOf(source).counted++
    // What items are worth together says nothing of others.
    const isWorth = ({ currency, items: priced = [] }: EventFields) =>
      isWhole && (!items[0] || priced.length === items.length) && currency === (fields.currency ?? currency)
    const whole = [fields, ...others.map((other) => other.fields)].map((part) =>
      isWorth(part) ? part : { ...part, value: undefined },
    )
    const news = completed.filter((_, i) => isWhole || happenings[i]?.isNew)
    track(type, { ...fill(...whole), list: fields.list, items: news[0] && news } as EventFields, at)
  }

  function settle(): void {
    cancel?.()
    cancel = undefined
    const told = held.sort((a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source)).map(hear)
    held = []
    const tellers = new Map<Happening, Told[]>()
    for (const one of told) {
      for (const { happening } of one.happenings) tellers.set(happening, [...(tellers.get(happening) ?? []), one])
    }
    for (const one of told.sort((a, b) => a.at - b.at)) {
      const news = one.happenings.filter(({ isNew }) => isNew)
      const alike = new Set(news.flatMap(({ happening }) => tellers.get(happening) ?? []))
      const others = [...alike].filter(({ source }) => source !== one.source)
      if (news[0]) tell(one, others)
    }
  }

  return {
    ears: (source) => ({
      say(type, fields = {}) {
        check?.()
        const { said } = reportOf(source)
        said[type] = (said[type] ?? 0) + 1
        const count = held.push({ source, type, fields, at: clock.now() })
        // What the shop marked up itself waits for nobody: a click may leave the page.
        if (source === 'markup' || count >= HELD_COUNT) settle()
        else cancel ??= clock.after(HOLD_MS, settle)
      },
      found(products) {
        check?.()
        reportOf(source)
        for (const product of products) book.tell(source, product)
      },
      fail(detail) {
        const { problems } = reportOf(source)
        if (problems.push(detail) > 10) problems.shift()
      },
    }),
    called(type, fields) {
      // Our own rows show what the shop's lists may show as well: two lists, two happenings.
      if (fields.list?.widget && /_list$|^select_item$|^widget_/.test(type)) return
      hear({ source: 'call', type, fields, at: clock.now() })
    },
    view() {
      settle()
      happened = new Map([...happened].filter(([key]) => ORDERS.test(key) && !key.includes(` ${WEAK}`)))
      viewers.clear()
      mains = []
      viewedAt = clock.now()
      book.turn()
    },
    settle,
    mainItem() {
      const main = book.main()
      return main && complete({ item_id: main.product.id })
    },
    detected: () => ({
      sources: [...reports].map(([source, report]) => ({ source, ...structuredClone(report) })),
      products: book.entries(),
    }),
  }
}

/** A name that others may have as well; none for what says nothing. */
function weak(name: unknown): string[] {
  return name ? [WEAK + name] : []
}
