import { jitsuAnalytics } from '@jitsu/js'
import { NAME } from './spec.js'

export { shape } from './spec.js'

export function start(collector) {
  const analytics = jitsuAnalytics({ host: collector, writeKey: 'bench-shop' })
  return (properties) => analytics.track(NAME, properties)
}
