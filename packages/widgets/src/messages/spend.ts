import { formatMoney } from '@endcap/core'
import { cartTotal } from '../kinds/cart-total.js'
import { fill } from '../kinds/fill.js'
import type { MessageContext } from './kind.js'
import type { OfferPart } from './part.js'

/** How far the cart is from what a campaign asks to be spent, as text and progress. Follows the cart. */
export function create({ h, client, labels, locale, campaign, draw }: MessageContext): OfferPart {
  const amount = campaign()?.spend ?? 0
  const currency = () => client.catalogue().products[0]?.currency
  const stop = client.tracker.on('event', ({ type }) => {
    if (/cart|purchase/.test(type)) draw()
  })
  return {
    stop,
    view() {
      const unit = currency()
      const sum = cartTotal(client)
      if (!unit) return undefined
      const text = sum < amount ? fill(labels.spend, formatMoney(amount - sum, unit, locale)) : labels.spent
      return h('div', { class: 'endcap-spend' }, [
        h('p', {}, text),
        h('progress', { max: amount, value: Math.min(sum, amount), 'aria-label': text }),
      ])
    },
  }
}
