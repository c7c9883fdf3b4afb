import { onBasketChange, priceBasket, setQuantity, showTotals } from './basket.js'
import { create, formatMoney, link, priceOf } from './catalog.js'

function createLine({ product, quantity, sum }) {
  const page = link(`product/${product.id}.html`)
  const inputId = `qty-${product.id}`
  const line = create(
    'li',
    { className: 'line', data: { 'endcap-item': product.id } },
    create('img', { className: 'tile', src: product.image, width: 400, height: 400, alt: '' }),
    create(
      'div',
      { className: 'line-text' },
      create('a', { href: page, textContent: product.title }),
      create('span', { className: 'line-price', textContent: `${formatMoney(priceOf(product))} each` }),
    ),
    create(
      'div',
      { className: 'line-quantity' },
      create('label', { className: 'quiet', htmlFor: inputId, textContent: `Quantity of ${product.title}` }),
      create('input', {
        id: inputId,
        type: 'number',
        inputMode: 'numeric',
        min: 1,
        max: 99,
        value: quantity,
        autocomplete: 'off',
      }),
      create('button', {
        type: 'button',
        className: 'link-button',
        textContent: 'Remove',
        ariaLabel: `Remove ${product.title}`,
        data: {
          remove: product.id,
          'endcap-action': 'remove_from_cart',
          'endcap-item': product.id,
          'endcap-quantity': quantity,
        },
      }),
    ),
    create('strong', { className: 'line-sum', textContent: formatMoney(sum) }),
  )
  return line
}

function updateLine(element, { quantity, sum }) {
  element.querySelector('input').value = quantity
  element.querySelector('[data-remove]').dataset.endcapQuantity = quantity
  element.querySelector('.line-sum').textContent = formatMoney(sum)
}

/** The basket page. A line keeps its element, unmoved, so that the focus stays where it is. */
export function startCartPage(root) {
  const list = root.querySelector('#cart-lines')

  const draw = async (lines) => {
    const priced = await priceBasket(lines)
    const old = new Map(Array.from(list.children, (element) => [element.dataset.endcapItem, element]))
    for (const line of priced.lines) {
      const element = old.get(line.product.id)
      old.delete(line.product.id)
      if (element) updateLine(element, line)
      else list.append(createLine(line))
    }
    for (const element of old.values()) element.remove()
    root.dataset.view = priced.lines.length > 0 ? 'full' : 'empty'
    showTotals(priced)
  }

  list.addEventListener('change', ({ target }) => {
    const quantity = Math.round(Number(target.value))
    setQuantity(target.closest('.line').dataset.endcapItem, Math.max(quantity, 1))
  })
  list.addEventListener('click', ({ target }) => {
    const id = target.closest('[data-remove]')?.dataset.remove
    if (!id) return
    const line = target.closest('.line')
    const next = (line.nextElementSibling ?? line.previousElementSibling)?.querySelector('[data-remove]')
    setQuantity(id, 0)
    // The button goes with its line: the focus moves to the neighbour's, or to the content.
    ;(next ?? document.querySelector('#main')).focus()
  })
  onBasketChange(draw)
}
