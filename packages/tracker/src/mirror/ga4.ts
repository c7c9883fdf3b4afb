import type { EventEnvelope, EventItem } from '@endcap/core'

/** Marks what we push, so that our own detector of the data layer does not hear it as the shop's. */
const MARK = Symbol.for('endcap')

type Push = (...entries: unknown[]) => unknown

interface GoogleWindow {
  dataLayer?: { push: Push }
  readonly gtag?: Push
  readonly google_tag_manager?: object
}

/**
 * Tells Google Analytics 4 of our rows and offers: pushes `view_item_list` and `select_item` of Endcap's placements into `dataLayer` under
 * GA4's own names (developers.google.com/analytics/devguides/collection/ga4/ecommerce), each after an `ecommerce: null`. The
 * list's fields stand on each item, `item_list_id` is the placement; strategy and variant are the custom item parameters
 * `endcap_strategy` and `endcap_variant`. Of offers and popups `view_promotion` and `select_promotion`: `promotion_id` is the campaign,
 * `creative_slot` the placement, `creative_name` the variant. Where the page has gtag.js and no tag manager, as `gtag('event', …)`, which alone is
 * heard there. Pushes nothing without analytics consent, and nothing of the shop's own lists. Throws nothing.
 */
export function mirrorToGa4(window: Window, event: EventEnvelope): void {
  const { type, list, items, offer, consent } = event
  const isPromotion = /^(view|select)_promotion$/.test(type) && offer
  if (!list?.widget || !(isPromotion || /^(view_item_list|select_item)$/.test(type)) || consent.analytics !== 'granted')
    return
  const params = mark(
    isPromotion
      ? {
          promotion_id: offer.campaign,
          promotion_name: offer.campaign,
          creative_slot: list.placement,
          ...(list.variant && { creative_name: list.variant }),
        }
      : {
          item_list_id: list.placement,
          item_list_name: list.placement,
          items: items?.map((item) => toGa4Item(item, event)),
        },
  )
  const page = window as unknown as GoogleWindow
  const { gtag } = page
  try {
    if (gtag && !hasTagManager(page)) {
      gtag('event', type, params)
      return
    }
    page.dataLayer ??= [] as unknown as { push: Push }
    page.dataLayer.push({ ecommerce: null })
    page.dataLayer.push(mark({ event: type, ecommerce: params }))
  } catch {
    // The page's own push failed: that is told by whoever wrote it.
  }
}

function toGa4Item({ propensity, ...item }: EventItem, { list }: EventEnvelope): object {
  return {
    ...item,
    item_list_id: list?.placement,
    item_list_name: list?.placement,
    ...(list?.strategy && { endcap_strategy: list.strategy }),
    ...(list?.variant && { endcap_variant: list.variant }),
  }
}

/** A tag manager hears objects; gtag.js alone hears calls. */
function hasTagManager({ google_tag_manager = {} }: GoogleWindow): boolean {
  return Object.keys(google_tag_manager).some((key) => key.startsWith('GTM-'))
}

function mark<T extends object>(pushed: T): T {
  return Object.defineProperty(pushed, MARK, { value: true })
}
