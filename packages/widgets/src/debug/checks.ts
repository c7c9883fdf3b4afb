import type { PageCatalogue } from '@endcap/client'
import type { PageKind, Placement, Product } from '@endcap/core'
import { count } from './count.js'
import type { DoctorReport } from './doctor.js'

/** One usual fault of a set-up, looked for. */
export interface DoctorCheck {
  readonly name: string
  /** Undefined: not known yet, or not to be said from here. */
  readonly ok: boolean | undefined
  readonly detail: string
  /** What to do; empty where nothing is to be done. */
  readonly fix: string
}

/** What the checks look at beside the report. */
export interface CheckParts {
  readonly document: Document
  readonly placements: readonly Placement[]
  readonly catalogue: readonly Product[]
  /** Of a catalogue in shards. */
  readonly cards?: PageCatalogue['cards']
  /** Config, catalogue and model are loaded, or failed. */
  readonly isReady: boolean
  readonly isStorageBlocked: boolean
}

type Facts = Omit<DoctorReport, 'checks'>
type Found = readonly [ok: boolean | undefined, detail: string, fix?: string]
type Look = (facts: Facts, parts: CheckParts) => Found

/** After this time without a delivery something is wrong, in ms. */
const LATE_MS = 10_000

const LOADING: Found = [undefined, 'Still loading.']

/** In the order of a set-up: what comes first is often why a later one fails. */
const CHECKS: Readonly<Record<string, Look>> = {
  'Script tag'(_, { document }) {
    const tags = document.querySelectorAll('script[src*="endcap.js"],script[data-key][src*="loader.js"]').length
    if (tags > 1) return [false, `${tags} script tags of Endcap: only the first one counts.`, 'Remove the others.']
    return [true, tags ? 'One script tag.' : 'Started from the page’s own code.']
  },

  'Content Security Policy'({ violations, queue }) {
    const ours = violations.filter(
      (text) => /endcap/i.test(text) || (queue.collector && text.includes(queue.collector)),
    )
    if (ours[0])
      return [false, ours[0], 'Allow it in the policy: connect-src the collector, script-src the address of endcap.js.']
    if (violations[0])
      return [undefined, `${count(violations.length, 'violation')} on this page, none of which names Endcap.`]
    return [true, 'Nothing of Endcap is forbidden.']
  },

  Storage({ errors }, { isStorageBlocked }) {
    const failed = errors.find(({ code }) => code === 'storage-failed')
    if (!isStorageBlocked && !failed) return [true, 'Can be used.']
    return [
      false,
      failed?.message ?? 'Blocked by the browser: events and profile last as long as the page.',
      'Allow site data for this shop; a sandboxed frame needs allow-same-origin.',
    ]
  },

  Consent({ consent }) {
    const { analytics, personalization } = consent.state
    const { analytics: decider } = consent.deciders
    if (analytics === 'granted') return [true, `Analytics granted, personalisation ${personalization}.`]
    if (analytics === 'denied')
      return [
        undefined,
        'Analytics denied: nothing is stored or sent.',
        'To test delivery, accept in the consent banner.',
      ]
    if (decider !== 'default')
      return [undefined, 'The consent tool has no answer yet: events wait.', 'Answer the consent banner.']
    return [
      false,
      'Nobody has answered: events wait in memory, nothing is stored or sent.',
      'Call endcap.consent({ analytics: "granted", personalization: "granted" }) from your banner, or use a consent tool that Endcap reads.',
    ]
  },

  Collector({ queue }) {
    if (queue.collector) return [true, `Events go to ${queue.collector}.`]
    return [false, 'None: nothing ever leaves this device.', 'Set data-collector on the script tag.']
  },

  Delivery({ queue, consent, errors, at }) {
    const { collector, delivered, stored, dropped, events } = queue
    if (!collector || consent.state.analytics !== 'granted') return [undefined, 'Not possible yet: see above.']
    const lost = dropped ? `, ${dropped} dropped` : ''
    if (delivered) return [true, `${delivered} delivered, ${stored} waiting${lost}.`]
    const answered = events.filter(({ type }) => type === 'consent_update').at(-1) ?? events[0]
    if (!stored || at - (answered?.ts ?? at) < LATE_MS)
      return [undefined, `${stored} waiting, sent within seconds${lost}.`]
    const failed = errors.filter(({ code }) => code === 'network-failed').at(-1)
    return [
      false,
      `${stored} waiting and none delivered. ${failed?.message ?? ''}`.trim(),
      'Look at the request in the network panel: an ad blocker, CORS (the collector must allow this origin) or a collector that is down. `endcap doctor --collector` asks it.',
    ]
  },

  Files({ errors }, { isReady }) {
    const failed = errors.filter(({ message }) => /: (config|catalogue|model|weights)[:/]/.test(message))
    if (failed[0])
      return [false, failed[0].message, 'Open the file in a tab; `endcap doctor --site` names every field.']
    return isReady ? [true, 'Config, catalogue and model: nothing failed.'] : LOADING
  },

  Catalogue(_, { catalogue, cards, isReady }) {
    if (cards?.isOutdated()) {
      const since = new Date(cards.generatedAt).toISOString()
      return [
        false,
        `Prices and stock are of ${since}: older than the catalogue lets them be.`,
        'Run `endcap catalog` as often as they change, or give it a longer --max-age.',
      ]
    }
    if (catalogue[0]) return [true, `${count(catalogue.length, 'product')}.`]
    if (!isReady) return LOADING
    return [false, 'No products: rows stay empty.', 'Set data-catalog to the address of catalog.json.']
  },

  'Product data'({ page, detected, queue }) {
    const { sources, products } = detected
    if (products[0])
      return [true, `${count(products.length, 'product')} found: ${sources?.map(({ source }) => source).join(', ')}.`]
    const isViewed = queue.events.some(({ type }) => type === 'view_item')
    if (page.kind !== 'product' || isViewed || !sources) return [undefined, 'No products found on this page.']
    return [
      false,
      'A product page, and no source says of which product.',
      'Add schema.org/Product as JSON-LD, or data-endcap-product="ID" on the page.',
    ]
  },

  'Product ids'({ detected: { products } }, { catalogue }) {
    const [first] = catalogue
    if (!products[0] || !first) return [undefined, 'Nothing to compare on this page.']
    const unknown = products.filter(({ catalogueId }) => catalogueId === undefined)
    if (!unknown[0]) return [true, `${count(products.length, 'product')} found, all in the catalogue.`]
    const example = `the page says “${unknown[0].told[0]?.id}”, the catalogue for example “${first.id}”`
    return [
      unknown.length === products.length ? false : undefined,
      `${unknown.length} of ${count(products.length, 'product')} found not in the catalogue: ${example}.`,
      'Write the same ids in the catalogue as the shop uses on its pages.',
    ]
  },

  'Prices and stock'({ comparedCount, differences }) {
    const unlike = new Set(differences.map(({ id }) => id)).size
    if (!comparedCount) return [undefined, 'Nothing to compare on this page.']
    if (!unlike) return [true, `The same everywhere, in ${count(comparedCount, 'product')}.`]
    return [
      false,
      `Not the same in catalogue, page and cart: ${unlike} of ${count(comparedCount, 'product')}.`,
      'Publish the catalogue again; each difference is listed.',
    ]
  },

  Placements({ page }, { document, placements, isReady }) {
    const here = placements.filter(({ pages = [] }) => !pages[0] || pages.includes(page.kind))
    const missing = here.filter(({ selector }) => !matches(document, selector))
    if (missing[0])
      return [
        false,
        `No element matches ${missing.map(({ id, selector }) => `${selector} (${id})`).join(', ')}.`,
        `Put the selector right, or name the kinds of page that it is for; this one is “${page.kind}”.`,
      ]
    if (here[0]) return [true, `${here.length} on this page: ${here.map(({ id }) => id).join(', ')}.`]
    if (document.querySelector('endcap-row,.endcap')) return [true, 'Rows stand in the page itself.']
    if (!isReady) return LOADING
    return [
      undefined,
      `None on a page of kind “${page.kind}”.`,
      'Add a placement to config.json, or <endcap-row> to the page.',
    ]
  },

  'Room on the page'({ page }, { document, placements }) {
    const waiting = findWaiting(document, page.kind, placements)
    if (!waiting[0]) return [true, 'Nothing waits for room.']
    return [
      false,
      `Cannot be shown without moving what is in sight, and waits: ${waiting.join(', ')}.`,
      'Reserve the space: link endcap.css for elements of the page, with --endcap-row-min-height as high as they are here, or give the anchor a min-height.',
    ]
  },
}

/** What has something to show and no room for it: rows, and placements that would take the place of something in sight. */
function findWaiting(document: Document, kind: PageKind, placements: readonly Placement[]): string[] {
  const rows = document.querySelectorAll<HTMLElement>('[data-endcap-state=ready][hidden]')
  const waiting = [...rows].map((row) => {
    const { clientHeight } = row.parentElement as HTMLElement
    return `${row.dataset['endcapSlot']}${clientHeight ? ` (${clientHeight} px are kept for it)` : ''}`
  })
  for (const { id, selector, mode, pages = [] } of placements) {
    if ((pages[0] && !pages.includes(kind)) || !/fill|replace/.test(mode ?? '') || waiting.includes(id)) continue
    const anchor = matches(document, selector) && document.querySelector<HTMLElement>(selector)
    const row = document.querySelector(`[placement=${CSS.escape(id)}] [data-endcap-state=ready]:not([hidden])`)
    if (anchor && (mode === 'fill' ? !anchor.querySelector('[placement]') : row && anchor.style.display !== 'none'))
      waiting.push(id)
  }
  return waiting
}

/** Looks for the usual faults. */
export function check(facts: Facts, parts: CheckParts): DoctorCheck[] {
  return Object.entries(CHECKS).map(([name, look]) => {
    const [ok, detail, fix = ''] = look(facts, parts)
    return { name, ok, detail, fix }
  })
}

function matches(document: Document, selector: string): boolean {
  try {
    return document.querySelector(selector) !== null
  } catch {
    // Not a selector: it matches nothing.
    return false
  }
}
