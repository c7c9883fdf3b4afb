import { init, track } from '@plausible-analytics/tracker'

export function start(collector) {
  init({ domain: 'shop.example', endpoint: `${collector}/api/event`, captureOnLocalhost: true })
  return (options) => track('add_to_cart', options)
}

/** Properties are strings, so the items are one. */
export const shape = ({ items, value, currency }) => ({
  props: { items: JSON.stringify(items) },
  revenue: { amount: value, currency },
})
