import type { SlotItem } from '@endcap/client'
import { safeUrl } from '@endcap/client/view'
import { currentPrice, formatMoney, type Product, type ProductVariant } from '@endcap/core'
import { fill } from './fill.js'
import type { KindContext, Parts } from './kind.js'
import { variantsOf } from './variants.js'

/**
 * The product of the page with what is bought together with it: each can be left out, variants are chosen, the total follows,
 * and one button offers all of them to the cart, each by its own `endcap:add-to-cart`. On other pages there is no bundle.
 */
export function create(context: KindContext): Parts {
  const { h, client, labels, locale, say, report } = context
  /** Ids of products that the shopper left out. */
  const out = new Set<string>()
  /** What the shopper chose, by product; the first that can be bought until then. */
  const chosen = new Map<string, ProductVariant | undefined>()
  let items: readonly SlotItem[] = []

  const own = () => client.product(client.context().productId ?? '')
  const variantOf = (product: Product) => chosen.get(product.id) ?? variantsOf(product)[0]
  const priceOf = (product: Product) => {
    const price = variantOf(product)?.price
    return typeof price === 'number' ? price : currentPrice(product)
  }
  const all = () => [own(), ...items.map(({ product }) => product)].filter((product) => !!product)
  const picked = () => all().filter(({ id }) => !out.has(id))
  const total = () =>
    formatMoney(
      picked().reduce((sum, product) => sum + priceOf(product), 0),
      own()?.currency ?? '',
      locale,
    )
  const sayTotal = () => say(`${labels.total}: ${total()}`)

  const line = (product: Product, item?: SlotItem) => {
    const { id, title, url, image, currency } = product
    const variants = variantsOf(product)
    const toggle = () => {
      if (!out.delete(id)) out.add(id)
      sayTotal()
    }
    const choose = ({ currentTarget }: Event) => {
      chosen.set(id, variants[(currentTarget as HTMLSelectElement).selectedIndex])
      sayTotal()
    }
    const select = item && (() => context.select(item))
    return h('div', { class: 'endcap-card', 'data-endcap-item': id }, [
      h('input', {
        type: 'checkbox',
        class: 'endcap-check',
        checked: !out.has(id),
        'aria-label': title,
        onChange: toggle,
      }),
      // The page's own product needs no way to it.
      h(
        item ? 'a' : 'span',
        { class: 'endcap-link', href: item && safeUrl(url), onClick: select, onAuxClick: select },
        [
          h(
            'span',
            { class: 'endcap-media' },
            image && h('img', { class: 'endcap-img', src: image, alt: '', width: 400, height: 400 }),
          ),
          h('span', { class: 'endcap-title' }, title),
          h('b', { class: 'endcap-prices' }, formatMoney(priceOf(product), currency, locale)),
        ],
      ),
      variants[1] &&
        h(
          'select',
          { class: 'endcap-variants', 'aria-label': `${labels.choose}: ${title}`, onChange: choose },
          variants.map((variant) =>
            h('option', { selected: variant === variantOf(product) }, variant.title ?? variant.id),
          ),
        ),
    ])
  }

  // Ready when the button is pressed, and no part of what is drawn first.
  const adding = import('./bundle-add.js')
  const addAll = async () => {
    const { addBundle } = await adding
    const lines = picked().map((product) => ({
      product,
      variant: variantOf(product)?.id,
      item: items.find((item) => item.product === product),
    }))
    const status = await addBundle(context, lines)
    if (status) say(status)
  }
  adding.catch((cause) => report('network-failed', 'chunks/bundle-add.js', cause))

  return {
    pick(answer) {
      items = own() ? answer : []
      return items
    },
    head() {
      const product = own()
      return h('div', { class: `endcap-own${product ? '' : ' endcap-skeleton'}` }, product && line(product))
    },
    card: (item) => h('li', { class: 'endcap-item', key: item.product.id }, line(item.product, item)),
    foot() {
      const count = picked().length
      const isReady = !!items[0]
      return h('div', { class: 'endcap-foot' }, [
        h('p', { class: 'endcap-total' }, isReady ? [`${labels.total}: `, h('b', {}, total())] : '\u00a0'),
        h(
          'button',
          {
            type: 'button',
            class: `endcap-add-all${isReady ? '' : ' endcap-blank'}`,
            'aria-disabled': !count,
            onClick: () => count && addAll().catch(() => say(labels.failed)),
          },
          fill(labels.addAll, count.toLocaleString(locale)),
        ),
      ])
    },
  }
}
