import type { CartAction } from './cart-watch.js'
import type { DetectorParts } from './detector.js'
import { currencyOf, dig, listOf, numberOf, quantityOf, textOf } from './foreign.js'
import { hear } from './hear.js'
import { plainId } from './shopify-shapes.js'

/** What the standard storefront events tell, in the detector's terms. */
export interface StandardEventListeners {
  /** A product came into view: on its `page`, in a `dialog`, or as a card (`collection`, `search`). */
  product(product: unknown, context: string): void
  /** The shopper chose options; the variant that they lead to. */
  variant(product: unknown, variant: unknown): void
  search(term: string, results: number | undefined): void
  cartView(isPage: boolean, cart: { readonly value: number | undefined; readonly currency: string | undefined }): void
  /** Cart lines are about to change; from now on these events tell of each change. */
  cartStart(): void
  /** Cart lines have changed, or the change was declined (no action): variants by their id, as far as the event names them. */
  cartEnd(action: CartAction | undefined, variants: readonly (readonly [id: string, quantity: number])[]): void
}

/** Our own widgets, which log what happens there. */
const SLOT = '[data-endcap-slot]'

const ACTIONS: Readonly<Record<string, CartAction>> = { add: 'add_to_cart', remove: 'remove_from_cart' }

/**
 * Listens to Shopify's standard storefront events (shopify.dev/docs/api/storefront-events-and-actions/events): they bubble to
 * the document and carry their fields as properties; themes that dispatch a plain CustomEvent have them in `detail`.
 * Returns its stop.
 */
export function listenStandardEvents(parts: DetectorParts, on: StandardEventListeners): () => void {
  const { document } = parts.env.window
  const handlers: Readonly<Record<string, (event: Event) => void>> = {
    'product:view'(event) {
      const context = read(event, 'context')
      // Rows of recommendations, ours or others', are no page about a product.
      if (context !== 'recommendation') on.product(read(event, 'product'), textOf(context) ?? 'page')
    },
    'product:select'(event) {
      const product = read(event, 'product')
      whenDone(event, (result) =>
        on.variant(product, dig(result, 'variant') ?? dig(result, 'product', 'selectedVariant')),
      )
    },
    'search:update'(event) {
      const term = textOf(read(event, 'search', 'query'))
      if (!term) return
      const say = (result?: unknown) =>
        on.search(term, numberOf(dig(result, 'totalCount') ?? dig(result, 'search', 'totalCount')))
      whenDone(event, say, say)
    },
    'cart:view'(event) {
      const total = read(event, 'cart', 'cost', 'totalAmount')
      on.cartView(read(event, 'context') === 'page', {
        value: numberOf(dig(total, 'amount')),
        currency: currencyOf(dig(total, 'currencyCode')),
      })
    },
    'cart:lines-update'(event) {
      const action = ACTIONS[textOf(read(event, 'action')) ?? '']
      const lines = listOf(read(event, 'lines'), (line) => {
        const id = plainId(dig(line, 'merchandiseId') ?? dig(line, 'merchandise', 'id'))
        return id ? ([id, quantityOf(dig(line, 'quantity')) ?? 1] as const) : undefined
      })
      on.cartStart()
      whenDone(
        event,
        (result) => on.cartEnd(listOf(dig(result, 'userErrors'), Boolean).length ? undefined : action, lines),
        () => on.cartEnd(undefined, []),
      )
    },
  }
  const stops = Object.entries(handlers).map(([name, handle]) =>
    hear(parts, document, `shopify:${name}`, (event) => {
      if (!dig(event, 'target', 'closest') || !(event.target as Element).closest(SLOT)) handle(event)
    }),
  )
  return () => {
    for (const stop of stops) stop()
  }
}

function read(event: Event, ...path: readonly string[]): unknown {
  return dig(event, ...path) ?? dig(event, 'detail', ...path)
}

/** Waits for what the event promises: nothing has happened before. An event without a promise has happened. */
function whenDone(event: Event, done: (result: unknown) => void, failed: () => void = () => {}): void {
  void Promise.resolve(read(event, 'promise')).then(done, failed)
}
