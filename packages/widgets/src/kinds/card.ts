import type { SlotItem } from '@endcap/client'
import { currentPrice, type Product } from '@endcap/core'
import { fill } from './fill.js'
import type { KindContext, Parts, View } from './kind.js'

export { SHEET } from './card-sheet.js'

/** How long after `publishedAt` a product counts as new. */
const NEW_MS = 30 * 864e5

/** What only some products and shops need of a card: badges, ratings, "not interested". */
export function create(context: KindContext): Parts {
  const { h, client, slot, labels, locale, dismiss } = context
  const gone = new Set<string>()
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

  const toggle = ({ product: { id, title } }: SlotItem) => {
    if (gone.delete(id)) client.forget('dismissed', id)
    else {
      gone.add(id)
      const { requestId } = slot.snapshot()
      client.track('dismiss', { list: { placement: slot.placement, requestId }, items: [client.toItem(id)] })
    }
    context.say(`${gone.has(id) ? labels.dismissed : labels.restored}: ${title}`)
  }

  return {
    badges: (product) => [badge(product), stars(product)],
    // One button for both, which stays where it is: the focus stays with it.
    button(item) {
      const isGone = gone.has(item.product.id)
      return (
        dismiss &&
        h(
          'button',
          {
            key: 'dismiss',
            type: 'button',
            class: 'endcap-dismiss',
            'aria-label': `${isGone ? labels.undo : labels.dismiss}: ${item.product.title}`,
            onClick: () => toggle(item),
          },
          isGone ? labels.undo : '×',
        )
      )
    },
    isGone: ({ product }) => gone.has(product.id),
  }
}
