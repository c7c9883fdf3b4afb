import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'
import { NAME } from './spec.js'

export { shape } from './spec.js'

export function start(collector) {
  const analytics = new RudderAnalytics()
  analytics.load('bench-shop', collector, { configUrl: collector })
  return (properties) => analytics.track(NAME, properties)
}
