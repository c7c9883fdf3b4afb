import { AnalyticsBrowser } from '@segment/analytics-next'
import { NAME } from './spec.js'

export { shape } from './spec.js'

export function start(collector) {
  const analytics = AnalyticsBrowser.load(
    { writeKey: 'bench-shop', cdnURL: collector },
    { integrations: { 'Segment.io': { apiHost: `${collector.replace('http://', '')}/v1`, protocol: 'http' } } },
  )
  return (properties) => analytics.track(NAME, properties)
}
