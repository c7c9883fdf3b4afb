import type { EventItem } from '@endcap/core'
import { type Cart, compareCarts, worthOf } from './cart-changes.js'
import type { DetectorParts } from './detector.js'
import { observeRequests } from './page-requests.js'

/** Signals of one happening (an event, its twin, the request behind it) arrive within this time. */
const SETTLE_MS = 50

/** What changes a cart. */
export type CartAction = 'add_to_cart' | 'remove_from_cart'

/** How a platform's cart is watched. */
export interface CartWatchOptions {
  /** Asks the shop for the cart. Called with consent only. Rejects when the answer is no cart. */
  read(): Promise<Cart>
  /** Tells of each look. */
  seen(cart: Cart): void
  /** Addresses of the page's own requests that change the cart. */
  readonly requests: RegExp
  /** Takes each such request that did not fail. @default `changed()` */
  requested?(address: string): void
}

/** A cart that is looked at before and after each change. */
export interface CartWatch {
  /**
   * Something happened to the cart. Where it could be looked at before, the shop's answer decides what is said; else `items`
   * are, if they are known. The same signal twice within a moment is one.
   */
  changed(action?: CartAction, items?: readonly EventItem[], currency?: string): void
  /** Looks at the cart; true when it could be compared. The first look says nothing: later ones are compared with it. */
  look(): Promise<boolean>
  /** What the last look saw. */
  cart(): Cart | undefined
  /** Says what is pending without the look that it waits for. */
  leave(): void
  stop(): void
}

/** Watches the cart by the page's requests and by what its detector tells. Without consent nothing is asked for. */
export function watchCart(parts: DetectorParts, options: CartWatchOptions): CartWatch {
  const { env, say } = parts
  /** What the next look is compared with. */
  let cart: Cart | undefined
  let last: Cart | undefined
  const unsaid = new Map<string, () => void>()
  let tail = Promise.resolve(false)
  let queued: Promise<boolean> | undefined
  /** Counts signals, and departures: a look that spans one may have seen its change or not. */
  let signals = 0
  let departures = 0
  let isStopped = false
  let cancel: (() => void) | undefined

  async function once(): Promise<boolean> {
    const [before, signal, departure] = [cart, signals, departures]
    // Until the answer is compared there is nothing to compare with: what could not be looked at is said by its signal.
    cart = undefined
    if (isStopped || !parts.isAllowed()) return false
    try {
      const after = await options.read()
      if (isStopped || departure !== departures || (!before && signal !== signals)) return false
      last = cart = after
      options.seen(after)
      if (!before) return false
      const { added, removed } = compareCarts(before, after)
      const currency = after.currency ?? before.currency
      if (added.length) say('add_to_cart', worthOf(added, currency))
      if (removed.length) say('remove_from_cart', worthOf(removed, currency))
      return true
    } catch (cause) {
      parts.fail('cart', cause)
      return false
    }
  }

  function look(): Promise<boolean> {
    queued ??= tail = tail.then(() => {
      queued = undefined
      return once()
    })
    return queued
  }

  function tell(keys: readonly string[], isTold = false): void {
    for (const key of keys) {
      const signal = unsaid.get(key)
      unsaid.delete(key)
      if (!isTold && !isStopped) signal?.()
    }
  }

  function changed(action?: CartAction, items: readonly EventItem[] = [], currency?: string): void {
    if (isStopped) return
    signals++
    const key = `${action} ${items.map(({ item_id, item_variant }) => [item_id, item_variant])}`
    if (action && items.length && !unsaid.has(key)) unsaid.set(key, () => say(action, worthOf(items, currency)))
    cancel ??= env.clock.after(SETTLE_MS, () => {
      cancel = undefined
      const keys = [...unsaid.keys()]
      void look().then((isTold) => tell(keys, isTold))
    })
  }

  const unobserve = observeRequests(env.window, options.requests, options.requested ?? (() => changed()))

  return {
    changed,
    look,
    cart: () => last,
    leave() {
      if (!unsaid.size) return
      // What is said here must not be found by a look, neither by one on its way nor by the next.
      departures++
      cart = undefined
      tell([...unsaid.keys()])
    },
    stop() {
      isStopped = true
      cancel?.()
      unobserve()
    },
  }
}
