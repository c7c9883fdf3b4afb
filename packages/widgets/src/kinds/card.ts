import { currentPrice, type Product } from '@endcap/core'
import { createDismissed } from './dismiss.js'
import { fill } from './fill.js'
import type { KindContext, Parts, View } from './kind.js'

export { SHEET } from './card-sheet.js'

/** How long after `publishedAt` a product counts as new. */
const NEW_MS = 30 * 864e5

/** What only some products and shops need of a card: badges, ratings, "not interested". */
export function create(context: KindContext): Parts {
  const { h, labels, locale, dismiss } = context
  const dismissed = createDismissed(context)
  // Made once: each takes longer than the rest of a card.
  let percents: Intl.NumberFormat | undefined
  let values: Intl.NumberFormat | undefined

  const badge = ({ price, publishedAt, ...product }: Product): View => {
    // The page reads the catalogue loosely: numbers may be anything.
    const part = Math.round((1 - currentPrice({ price, ...product }) / price) * 100) / 100
    if (part > 0 && part <= 1) {
      percents ??= new Intl.NumberFormat(locale, { style: 'percent' })
      return h('span', { class: 'endcap-badge endcap-badge-sale' }, percents.format(-part))
    }
    return Date.now() - Date.parse(publishedAt as string) < NEW_MS && h('span', { class: 'endcap-badge' }, labels.new)
  }
  const stars = ({ rating }: Product): View => {
    const value = Number(rating?.value)
    if (!(value > 0 && value <= 5)) return null
    values ??= new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
    const text = values.format(value)
    return h('span', { class: 'endcap-rating' }, [
      h('span', { 'aria-hidden': true }, `★ ${text}`),
      h('span', { class: 'endcap-sr' }, ` ${fill(labels.rated, text)} `),
    ])
  }

  return {
    badges: (product) => [badge(product), stars(product)],
    // One button for both, which stays where it is: the focus stays with it.
    button(item) {
      const isGone = dismissed.has(item)
      return (
        dismiss &&
        h(
          'button',
          {
            key: 'dismiss',
            type: 'button',
            class: 'endcap-dismiss',
            'aria-label': `${isGone ? labels.undo : labels.dismiss}: ${item.product.title}`,
            onClick: () => dismissed.toggle(item),
          },
          isGone ? labels.undo : '×',
        )
      )
    },
    isGone: dismissed.has,
  }
}
