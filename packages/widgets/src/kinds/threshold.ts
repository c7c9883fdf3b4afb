import type { SlotItem } from '@endcap/client'
import { currentPrice, formatMoney } from '@endcap/core'
import { cartTotal } from './cart-total.js'
import { fill } from './fill.js'
import type { KindContext, Parts } from './kind.js'

export { SHEET } from './threshold-sheet.js'

/** Most products shown, of those that were asked for. */
const MOST = 8

/**
 * How far the cart is from free shipping (`amount`, else the page's own), as text and progress, above products that close the
 * gap: those that cost at least what is missing and at most twice that, in the order of the answer; then the nearest in price.
 */
export function create({ h, host, client, labels, locale, freeShipping, draw, report }: KindContext): Parts {
  const amount = Number(host.getAttribute('amount') ?? freeShipping)
  if (!(amount > 0)) {
    report('option-missing', `<${host.localName} amount>`)
    return {}
  }
  let currency = ''

  const total = () => cartTotal(client)
  const stop = client.tracker.on('event', () => draw())
  return {
    stop,
    pick(items) {
      currency = items[0]?.product.currency ?? ''
      const gap = amount - total()
      const far = ({ product }: SlotItem) => {
        const over = currentPrice(product) - gap
        return gap <= 0 || (over >= 0 && over <= gap) ? 0 : Math.abs(over)
      }
      return [...items]
        .sort((a, b) => far(a) - far(b))
        .slice(0, MOST)
        .map((item, index) => ({ ...item, index }))
    },
    head() {
      const sum = total()
      const text =
        sum < amount ? fill(labels.gap, currency ? formatMoney(amount - sum, currency, locale) : '…') : labels.reached
      return h('div', { class: 'endcap-gap' }, [
        h('p', { class: 'endcap-gap-text' }, currency ? text : '\u00a0'),
        h('progress', { class: 'endcap-progress', max: amount, value: Math.min(sum, amount), 'aria-label': text }),
      ])
    },
  }
}
