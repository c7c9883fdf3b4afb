import type { SlotItem } from '@endcap/client'
import { currentPrice, type Product } from '@endcap/core'
import type * as Binding from './bind.js'
import { createDismissed } from './dismiss.js'
import type { KindContext, Parts } from './kind.js'

export { SHEET } from './template-sheet.js'

/**
 * Cards made of the shop's own template: `data-endcap-text`, `-attr`, `-if` and `-each` bind fields of the product, `data-endcap-action`
 * says what a button does. Only texts and attributes are set, nothing is evaluated. What is refused is told by `endcap:error`. The
 * binding is a chunk beside this one.
 */
export function createWith(context: KindContext, { bind, prepare }: typeof Binding): Parts {
  const { h, host, slot, labels, locale, template, report } = context
  if (!template) return {}
  const content = prepare(template, (what) =>
    report('value-invalid', `template of ${slot.placement}: ${what} is refused`),
  )
  const dismissed = createDismissed(context)
  const items = new Map<string, SlotItem>()
  /** What each item of the list shows. */
  const drawn = new WeakMap<Element, Product>()

  const scopeOf = (product: Product) => {
    const now = currentPrice(product)
    return { ...product, currentPrice: now, salePrice: now < product.price ? now : undefined, labels }
  }
  const onClick = (item: SlotItem) => (event: Event) => {
    const target = event.target as Element
    const action = target.closest('[data-endcap-action]')?.getAttribute('data-endcap-action')
    if (target.closest('a[href]') && !action) context.select(item)
    // Of another button of the mouse only links know what to do.
    else if (event.type !== 'click') return
    else if (action === 'add_to_cart') context.offer(item, event.currentTarget as Element)
    else if (action === 'dismiss') dismissed.toggle(item)
    else if (action === 'select_item') context.select(item)
  }

  return {
    card(item) {
      const { id } = item.product
      items.set(id, item)
      return h('li', {
        key: id,
        class: `endcap-item${dismissed.has(item) ? ' endcap-dismissed' : ''}`,
        'data-endcap-item': id,
        onClick: onClick(item),
        onAuxClick: onClick(item),
      })
    },
    drawn() {
      for (const card of host.querySelectorAll<HTMLElement>('.endcap-track > [data-endcap-item]')) {
        const item = items.get(card.dataset['endcapItem'] as string)
        if (!item) continue
        const { product } = item
        // The same product keeps its nodes, and the focus in them.
        if (drawn.get(card) !== product) {
          drawn.set(card, product)
          const copy = document.importNode(content, true)
          bind(copy, scopeOf(product), product.currency, locale)
          card.replaceChildren(copy)
        }
        const button = card.querySelector('[data-endcap-action="dismiss"]')
        button?.setAttribute('aria-pressed', `${dismissed.has(item)}`)
      }
    },
  }
}
