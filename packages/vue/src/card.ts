import type { SlotItem } from '@endcap/client'
import { type Labels, SPACE, safeUrl } from '@endcap/client/view'
import { currentPrice, formatMoney } from '@endcap/core'
import { h } from 'vue'

/**
 * The default card: a link with image, title and price, and the button beside it unless `onAdd` is undefined. Without an item a
 * skeleton: the same boxes with one space for each text, exactly as high as the card that replaces it.
 */
export function drawCard(item: SlotItem | undefined, labels: Labels, locale: string | undefined, onAdd?: () => void) {
  const product = item?.product
  const { title = SPACE, url, image, price } = product ?? {}
  const now = product && currentPrice(product)
  const isSale = now !== price
  const box = (tag: string, name: string, content: unknown) => h(tag, { class: `endcap-${name}` }, content as string)
  const money = (label: string, amount: number | undefined) =>
    product ? [box('span', 'sr', `${label} `), formatMoney(amount as number, product.currency, locale)] : SPACE
  return [
    h('a', { class: 'endcap-link', href: safeUrl(url) }, [
      box(
        'span',
        'media',
        image && [
          h('img', {
            class: 'endcap-img',
            src: image,
            alt: '',
            width: 400,
            height: 400,
            loading: 'lazy',
            decoding: 'async',
          }),
        ],
      ),
      box('span', 'title', title),
      box('span', 'prices', [
        box('b', isSale ? 'price endcap-sale' : 'price', money(isSale ? labels.sale : labels.price, now)),
        ...(isSale ? [' ', box('s', 'was', money(labels.was, price))] : []),
      ]),
    ]),
    onAdd &&
      h(
        'button',
        {
          type: 'button',
          class: 'endcap-atc',
          disabled: !item,
          'aria-label': item && `${labels.add}: ${title}`,
          onClick: onAdd,
        },
        item ? labels.add : SPACE,
      ),
  ]
}
