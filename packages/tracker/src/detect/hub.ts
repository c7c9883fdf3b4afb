import type { Clock, EventItem, EventType, PageKind } from '@endcap/core'
import type { EventFields } from '../tracker.js'
import { type BookEntry, createBook, toItem } from './book.js'
import { type DetectorParts, SOURCES, type SourceName } from './detector.js'

/** So long a source waits for a more trusted one to speak of the same. */
const HOLD_MS = 250
/** Within this time, what another source says of the same product is the same happening. */
const SAME_MS = 10_000
/** Happen once a page view for each product, list or term; everything else may happen again. */
const ONCE = /^(view_item|view_item_list|view_cart|view_promotion|search)$/
/** The first product that a source tells of so soon on a product's page is that page's, whatever its id there. */
const MAIN_MS = 5000
/** Happen once for good. */
const ORDERS = /^(purchase|refund)$/

/** In the place of a product's name: what the page is about. */
const MAIN = '(page)'

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

/**
 * Creates the hub. Several sources may tell of one happening, in any order, under different product ids, one with all its
 * items and another item by item. So happenings are counted for each product: a source that tells of one which another source
 * has told, and it has not, tells nothing new. A source that tells twice says that it happened twice.
 */
export function createHub({ clock, track, describe, kind }: HubParts): Hub {
  const book = createBook()
  const reports = new Map<SourceName, { said: Record<string, number>; counted: number; problems: string[] }>()
  let held: Said[] = []
  let cancel: (() => void) | undefined
  /** Happenings by type and product, of this page view; orders of all. */
  let happened = new Map<string, readonly Happening[]>()
  /** Sources that have told of a viewed product on this page. */
  const viewers = new Set<SourceName>()
  let viewedAt = clock.now()

  const reportOf = (source: SourceName) => {
    const report = reports.get(source) ?? { said: {}, counted: 0, problems: [] }
    reports.set(source, report)
    return report
  }

  /** Every name of a product, so that sources which call it differently meet. */
  function namesOf({ item_id, item_name }: EventItem): readonly string[] {
    const entry = book.find(item_id) ?? book.find(item_name)
    return entry ? [...entry.names, item_id] : [item_id]
  }

  /** True when no other source has told of it. Notes who told. */
  function isNew({ source, type, at }: Said, names: readonly string[]): boolean {
    const lists = names.map((name) => happened.get(`${type} ${name}`) ?? [])
    const isLasting = ONCE.test(type) || ORDERS.test(type)
    const same = lists
      .flat()
      .find(({ by, at: when }) => isLasting || (!by.has(source) && Math.abs(at - when) < SAME_MS))
    const happening = same ?? { at, by: new Set() }
    happening.by.add(source)
    names.forEach((name, i) => {
      if (!lists[i]?.includes(happening)) happened.set(`${type} ${name}`, [...(lists[i] ?? []), happening])
    })
    return !same
  }

  function isNewItem(said: Said, item: EventItem): boolean {
    const { type, source, at, fields } = said
    const names = namesOf(item)
    if (type === 'view_item' && !viewers.has(source)) {
      viewers.add(source)
      if (kind() === 'product' && at - viewedAt < MAIN_MS && fields.items?.length === 1)
        return isNew(said, [MAIN, ...names])
    }
    const place = fields.list?.placement
    return isNew(said, /_list$/.test(type) ? names.map((name) => `${place} ${name}`) : names)
  }

  /** The part of what was said that nobody else has told; undefined for none. */
  function news(said: Said): Said | undefined {
    const { fields } = said
    const { items, order, search, data } = fields
    if (order) return isNew(said, [order.transactionId]) ? said : undefined
    const fresh = items?.filter((item) => isNewItem(said, item))
    if (items?.[0]) return fresh?.[0] && { ...said, fields: { ...fields, items: fresh } }
    return isNew(said, [search?.term ?? String(data?.['promotion_id'] ?? data?.['method'] ?? '')]) ? said : undefined
  }

  /** Fills what a source left out from what others said of the same item, then from the products found, then the catalogue. */
  function complete(item: EventItem, others: readonly Said[]): EventItem {
    const names = new Set(namesOf(item))
    const entry = book.find(item.item_id) ?? book.find(item.item_name)
    const found = SOURCES.map((source) => entry?.told.get(source)).filter((product) => !!product)
    const alike = others
      .flatMap(({ fields }) => fields.items ?? [])
      .filter((other) => namesOf(other).some((name) => names.has(name)))
    const known = [item.item_id, ...(entry?.names ?? [])].map((id) => describe?.(id)).find((described) => !!described)
    const filled: Record<string, unknown> = {}
    for (const part of [known && { item_id: known.item_id }, item, ...alike, ...found.map(toItem), known]) {
      for (const [key, value] of Object.entries(part ?? {})) filled[key] ??= value
    }
    return filled as unknown as EventItem
  }

  function settle(): void {
    cancel?.()
    cancel = undefined
    const all = held
    held = []
    const ranked = [...all].sort((a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source))
    const kept = ranked.map(news).filter((said) => !!said)
    for (const { source, type, fields, at } of kept.sort((a, b) => a.at - b.at)) {
      const others = ranked.filter((other) => other.type === type && other.source !== source)
      const isSame = ({ fields: { order } }: Said) => order?.transactionId === fields.order?.transactionId
      const filled: Record<string, unknown> = {}
      for (const part of [fields, ...others.filter(isSame).map((other) => other.fields)]) {
        for (const [key, value] of Object.entries(part)) if (key !== 'items' && key !== 'list') filled[key] ??= value
      }
      reportOf(source).counted++
      track(
        type,
        {
          ...filled,
          ...(fields.list && { list: fields.list }),
          ...(fields.items && { items: fields.items.map((item) => complete(item, others)) }),
        },
        at,
      )
    }
  }

  return {
    ears: (source) => ({
      say(type, fields = {}) {
        const { said } = reportOf(source)
        said[type] = (said[type] ?? 0) + 1
        held.push({ source, type, fields, at: clock.now() })
        // What the shop marked up itself waits for nobody: a click may leave the page.
        if (source === 'markup') settle()
        else cancel ??= clock.after(HOLD_MS, settle)
      },
      found(products) {
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
      news({ source: 'call', type, fields, at: clock.now() })
    },
    view() {
      settle()
      happened = new Map([...happened].filter(([key]) => ORDERS.test(key.split(' ')[0] as string)))
      viewers.clear()
      viewedAt = clock.now()
      book.turn()
    },
    settle,
    mainItem() {
      const main = book.main()
      return main && complete({ item_id: main.product.id }, [])
    },
    detected: () => ({
      sources: [...reports].map(([source, report]) => ({ source, ...structuredClone(report) })),
      products: book.entries(),
    }),
  }
}
