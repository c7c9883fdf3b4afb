import type { Client, Closed } from '@endcap/client'
import { explain } from '@endcap/client/explain'
import type { ReportedRow } from './doctor.js'

const CLOSED: Readonly<Record<Closed, string>> = {
  inactive: 'its campaign is not active, or not in the config',
  budget: 'the budget of its campaign is used up',
  schedule: 'its schedule says not now',
  audience: 'this visitor is not in its audience',
  page: 'this page has a popup already, or is the checkout',
  consent: 'it needs consent to personalisation',
  done: 'this visitor has closed, accepted or answered it',
  frequency: 'its caps are reached, or it is a quiet period',
  coupon: 'the shop has given no coupon for this visitor',
  holdout: 'this visitor is held out of its campaign',
}

/** The rows of this page, each card with the reason why it stands there. A chunk of its own: it brings the words. */
export function reportRows(client: Client): ReportedRow[] {
  return client.liveSlots().map((slot) => {
    const { placement, state, closed, items } = slot.snapshot()
    return {
      placement,
      state,
      ...(closed && { closed: CLOSED[closed] }),
      items: items.map(({ product, reason }) => ({
        id: product.id,
        title: product.title,
        why: explain({ id: product.id, reason }, { product: client.product }).text,
        propensity: reason.propensity ?? 1,
      })),
    }
  })
}
