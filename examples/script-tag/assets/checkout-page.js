import { clearBasket, onBasketChange, priceBasket, readBasket, showTotals } from './basket.js'
import { create, formatMoney, link, priceOf } from './catalog.js'
import { load, save } from './storage.js'
import { tellEndcap } from './tell-endcap.js'

const shortLine = (title, quantity, sum) =>
  create(
    'li',
    {},
    create('span', { textContent: `${quantity} × ${title}` }),
    create('span', { textContent: formatMoney(sum) }),
  )

const createOrderNumber = () => `WT-${Date.now().toString(36).toUpperCase()}`

/** Checkout: the order is kept on this device and shown on the thank-you page. */
export function startCheckoutPage(root) {
  const form = root.querySelector('#checkout-form')
  onBasketChange(async (lines) => {
    const priced = await priceBasket(lines)
    root
      .querySelector('#checkout-lines')
      .replaceChildren(...priced.lines.map((line) => shortLine(line.product.title, line.quantity, line.sum)))
    form.querySelector('[type="submit"]').disabled = priced.lines.length === 0
    showTotals(priced)
    root.dataset.view = 'full'
  })
  form.addEventListener('submit', async (submit) => {
    submit.preventDefault()
    const { lines, total } = await priceBasket(readBasket())
    if (lines.length === 0) return
    const items = lines.map(({ product, quantity }) => ({
      id: product.id,
      title: product.title,
      price: priceOf(product),
      quantity,
    }))
    const name = form.elements.name.value.trim().split(' ')[0]
    save('order', { transactionId: createOrderNumber(), name, value: total, currency: 'GBP', items })
    clearBasket()
    location.assign(link('thanks.html'))
  })
}

/** The thank-you page. As in most shops, a reload reports the same order again: its number tells. */
export function startThanksPage(root) {
  const order = load('order')
  if (!order) return
  const { transactionId, name, value, currency, items } = order
  root.querySelector('#order-number').textContent = transactionId
  root.querySelector('#order-name').textContent = name ? `, ${name}` : ''
  root.querySelector('#order-total').textContent = formatMoney(value)
  root
    .querySelector('#order-lines')
    .replaceChildren(...items.map((item) => shortLine(item.title, item.quantity, item.price * item.quantity)))
  root.querySelector('#order-summary').hidden = false
  const sold = items.map(({ id, title, price, quantity }) => ({ item_id: id, item_name: title, price, quantity }))
  tellEndcap('track', 'purchase', { order: { transactionId, value, currency }, items: sold })
}
