import { formatMoney, type Product } from '@endcap/core'
import type { KindContext, Parts } from './kind.js'
import { variantsOf } from './variants.js'

export { SHEET } from './choice-sheet.js'

/** Asks for the variant before a product that has some goes into the cart. */
export const create = (context: KindContext): Parts => ({
  choose(item, card) {
    const hasChoice = variantsOf(item.product)[0]
    if (hasChoice) ask(context, item.product, (id) => context.add(item, card, id))
    return !!hasChoice
  },
})

/** A modal dialog: nothing of the page moves, and the browser keeps and returns the focus. */
function ask({ host, labels, locale }: KindContext, product: Product, onChoice: (id: string) => void): void {
  const dialog = document.createElement('dialog')
  const close = () => {
    dialog.close()
    dialog.remove()
  }
  const addButton = (text: string, onClick: () => void) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = text
    button.onclick = onClick
    dialog.append(button)
  }
  const heading = document.createElement('p')
  heading.textContent = `${labels.choose}: ${product.title}`
  dialog.className = 'endcap-choice'
  dialog.setAttribute('aria-label', heading.textContent)
  dialog.append(heading)
  for (const { id, title, price } of variantsOf(product)) {
    const cost = typeof price === 'number' ? ` · ${formatMoney(price, product.currency, locale)}` : ''
    addButton(`${title ?? id}${cost}`, () => {
      close()
      onChoice(id)
    })
  }
  addButton(labels.cancel, close)
  dialog.oncancel = close
  host.append(dialog)
  dialog.showModal()
}
