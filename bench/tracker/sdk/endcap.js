import { createTracker } from '@endcap/tracker'

export function start(collector) {
  const tracker = createTracker({
    key: 'bench-shop',
    collector,
    consent: { analytics: 'granted', personalization: 'granted' },
  })
  return (fields) => tracker.track('add_to_cart', fields)
}

/** Items are in GA4's fields, which are Endcap's own. */
export const shape = ({ items, value, currency }) => ({ items, data: { value, currency } })
