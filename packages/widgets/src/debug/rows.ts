import type { Client } from '@endcap/client'
import { explain } from '@endcap/client/explain'
import type { ReportedRow } from './doctor.js'

/** The rows of this page, each card with the reason why it stands there. A chunk of its own: it brings the words. */
export function reportRows(client: Client): ReportedRow[] {
  return client.liveSlots().map((slot) => {
    const { placement, state, items } = slot.snapshot()
    return {
      placement,
      state,
      items: items.map(({ product, reason }) => ({
        id: product.id,
        title: product.title,
        why: explain({ id: product.id, reason }, { product: client.product }).text,
        propensity: reason.propensity ?? 1,
      })),
    }
  })
}
