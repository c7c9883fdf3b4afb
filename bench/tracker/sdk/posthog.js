import posthog from 'posthog-js'
import { posthogOptions } from './posthog-options.js'

export { shape } from './posthog-options.js'

export function start(collector, flushMs) {
  posthog.init('bench-shop', posthogOptions(collector, flushMs))
  return (properties) => posthog.capture('add_to_cart', properties)
}
