import type { Detector, StartDetector } from './detector.js'
import { isKnown, readEvents } from './ga4-events.js'
import type { Fields } from './ga4-items.js'
import { parseCurrency } from './price.js'
import { type Tap, tapQueue } from './tap.js'

/** What our own mirror pushes carries this. */
const OWN = Symbol.for('endcap') as unknown as string
/** The actions of Universal Analytics' enhanced e-commerce. */
const ACTIONS = [
  ['detail', 'view_item'],
  ['impressions', 'view_item_list'],
  ['click', 'select_item'],
  ['add', 'add_to_cart'],
  ['remove', 'remove_from_cart'],
  ['checkout', 'begin_checkout'],
  ['purchase', 'purchase'],
  ['refund', 'refund'],
] as const
/** A shop that moves from one tag to the next pushes each happening in the shape of both. */
const ECHO_MS = 2000

/**
 * GA4's events from `window.dataLayer`, pushed as objects or by `gtag()`, and Universal Analytics' enhanced e-commerce. Only what
 * carries an event counts; an `ecommerce` object pushed on its own is kept for the next one, as a tag manager would. Of one
 * happening pushed in two shapes the first is said.
 */
export const startDataLayer: StartDetector = ({ env, say, fail }): Detector => {
  const { clock, window } = env
  let tap: Tap | undefined
  let currency: string | undefined
  let standing: Fields | undefined
  const requests = new Map<string, string>()
  const told = new Map<string, readonly [shape: string, at: number]>()
  /** Paths of the last page view and of the requests: a router may push before its page view is noticed. */
  let viewed = ''
  let asked = ''

  function requestOf(placement: string): string {
    if (asked !== window.location.pathname) requests.clear()
    asked = window.location.pathname
    const id = requests.get(placement) ?? env.random.id()
    requests.set(placement, id)
    return id
  }

  function isEcho(key: string, shape: string): boolean {
    const [before = shape, at = 0] = told.get(key) ?? []
    if (before !== shape && Math.abs(clock.now() - at) < ECHO_MS) return true
    told.set(key, [shape, clock.now()])
    return false
  }

  function tell(name: string, params: Fields, shape: string): void {
    currency = parseCurrency(params.currency) ?? currency
    const events = readEvents(name, params, { currency, requestOf })
    if (!events.length) fail(`dataLayer: ${name} says too little`)
    for (const [type, fields] of events) {
      const { items = [], order, search, list } = fields
      const key = [type, list?.placement, order?.transactionId, search?.term, items.map((item) => item.item_id)]
      if (!isEcho(String(key), shape)) say(type, fields)
    }
  }

  function pushed(entry: Fields): void {
    const { event } = entry
    const ecommerce = entry.ecommerce as Fields | null | undefined
    if (event === undefined) {
      if (ecommerce !== undefined) standing = ecommerce ?? undefined
      currency = parseCurrency(ecommerce?.currencyCode ?? ecommerce?.currency) ?? currency
      return
    }
    const own = ecommerce ?? standing ?? {}
    if (own[OWN]) return
    const name = String(event)
    const actions = Array.isArray(own.items) ? [] : ACTIONS.filter(([action]) => own[action])
    if (!actions.length && !isKnown(name)) return
    standing = undefined
    if (!actions.length) tell(name, { ...entry, ...own }, `push ${name}`)
    for (const [action, type] of actions) {
      const { actionField = {}, products } = own[action] as {
        readonly actionField?: Fields
        readonly products?: unknown
      }
      // The steps after the first are the same checkout.
      if (action === 'checkout' && Number(actionField.step) > 1) continue
      const { id, revenue, list } = actionField
      const items = products ?? own[action]
      const params = { transaction_id: id, value: revenue, item_list_name: list, currency: own.currencyCode, items }
      tell(type, { ...actionField, ...params }, `push ${name} ${action}`)
    }
  }

  function hear(entry: unknown): void {
    try {
      const { 0: command, 1: name, 2: params } = entry as readonly unknown[]
      if ((entry as Fields)[OWN] || (params as Fields | undefined)?.[OWN]) return
      if (command === undefined) pushed(entry as Fields)
      else if (command === 'event' && isKnown(String(name))) tell(String(name), (params ?? {}) as Fields, 'gtag')
      else if (command === 'set' || command === 'config') {
        const told = name === 'currency' ? params : ((params ?? name) as Fields | undefined)?.currency
        currency = parseCurrency(told) ?? currency
      }
    } catch (cause) {
      fail('dataLayer', cause)
    }
  }

  return {
    view() {
      const { pathname } = window.location
      if (viewed === pathname || asked !== pathname) requests.clear()
      viewed = asked = pathname
      told.clear()
      if (tap) tap.check()
      else tap = tapQueue(window, 'dataLayer', hear)
    },
    stop: () => tap?.(),
  }
}
