import type { Detector, SourceName } from './detector.js'
import type { PageParts } from './page.js'
import { isAdobe, isShopify, isWooCommerce } from './platform.js'

/** A detector that is loaded where its source is on the page. */
interface Known {
  readonly source: SourceName
  /** Looks, and touches nothing. */
  readonly isHere: (window: Window) => unknown
  /** Only asked where no other source has told what the page is about: it tells that, and little else. */
  readonly isLast?: true
  readonly load: () => Promise<(parts: PageParts) => Detector>
}

const has = (selector: string) => (window: Window) => window.document.querySelector(selector)

/** In the order of precedence. Each is a file of its own, loaded only where `isHere` says so. */
const KNOWN: readonly Known[] = [
  {
    source: 'shopify',
    isHere: isShopify,
    load: async () => (await import('./shopify.js')).startShopify,
  },
  {
    source: 'woocommerce',
    isHere: isWooCommerce,
    load: async () => (await import('./woocommerce.js')).startWooCommerce,
  },
  {
    source: 'adobe',
    isHere: isAdobe,
    load: async () => (await import('./adobe.js')).startAdobe,
  },
  {
    source: 'data-layer',
    isHere: (window: Window & { readonly dataLayer?: unknown }) => window.dataLayer,
    load: async () => (await import('./data-layer.js')).startDataLayer,
  },
  {
    source: 'json-ld',
    isLast: true,
    isHere: has('script[type="application/ld+json"]'),
    load: async () => (await import('./json-ld.js')).startJsonLd,
  },
  {
    source: 'microdata',
    isLast: true,
    isHere: has('[itemtype*="schema.org/Product"]'),
    load: async () => (await import('./microdata.js')).startMicrodata,
  },
  {
    source: 'open-graph',
    isLast: true,
    isHere: has('meta[property="og:type"][content*="product"],meta[property^="product:"]'),
    load: async () => (await import('./open-graph.js')).startOpenGraph,
  },
  { source: 'page', isHere: () => true, load: async () => (await import('./page.js')).startPage },
]

/** The detectors of a page, those that are there and those that come. */
export interface Detectors extends Required<Omit<Detector, 'stop'>> {
  /** Looks again for sources that may have come. */
  look(): void
  stop(): void
}

/** What starting the detectors takes. */
export interface DetectorsParts {
  readonly window: Window
  /** Leaves sources out. */
  readonly isWanted: (source: SourceName) => boolean
  readonly partsOf: (source: SourceName) => PageParts
  /** Some source has told what the page is about. */
  readonly isKnown: () => boolean
}

/** Loads and starts detectors as their sources appear. The last ones in turn, each when those before it had their time. */
export function startDetectors({ window, isWanted, partsOf, isKnown }: DetectorsParts): Detectors {
  const running: Detector[] = []
  const begun = new Set<SourceName>()
  let isStopped = false

  function each(task: (detector: Detector) => void): void {
    for (const detector of running) {
      try {
        task(detector)
      } catch {
        // Foreign data may hold anything. The next detector has its turn.
      }
    }
  }

  function isHere(known: Known): boolean {
    try {
      return !!known.isHere(window)
    } catch {
      // A trap of the page is no source.
      return false
    }
  }

  async function begin({ source, load }: Known): Promise<void> {
    const parts = partsOf(source)
    try {
      const detector = (await load())(parts)
      if (isStopped) return detector.stop()
      running.push(detector)
      detector.view?.()
    } catch (cause) {
      parts.fail(`${source} did not start`, cause)
    }
  }

  function look(): void {
    let isAsked = false
    for (const known of KNOWN) {
      const { source, isLast } = known
      if (begun.has(source) || !isWanted(source) || !isHere(known)) continue
      if (isLast && (isAsked || isKnown())) continue
      begun.add(source)
      // The plain page tells of no product: it keeps nobody waiting.
      isAsked ||= source !== 'page'
      void begin(known)
    }
  }

  return {
    look,
    view() {
      each((detector) => detector.view?.())
      look()
    },
    leave: () => each((detector) => detector.leave?.()),
    stop() {
      isStopped = true
      each((detector) => detector.stop())
    },
  }
}
