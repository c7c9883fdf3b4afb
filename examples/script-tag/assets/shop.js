// The shop's own script: basket, theme, privacy banner, and what each page needs. It works without Endcap.
import { addToBasket, onBasketChange } from './basket.js'
import { startCartPage } from './cart-page.js'
import { loadProducts } from './catalog.js'
import { startCheckoutPage, startThanksPage } from './checkout-page.js'
import { startConsent } from './consent.js'
import { startSearchPage } from './search-page.js'
import { startSort } from './sort.js'
import { startThemeToggle } from './theme-toggle.js'

const toast = document.querySelector('#toast')
let toastTimer

async function add(id, quantity) {
  addToBasket(id, quantity)
  const product = (await loadProducts()).get(id)
  toast.textContent = `${quantity > 1 ? `${quantity} × ` : ''}${product?.title ?? id}: in your basket`
  toast.dataset.shown = 'yes'
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => delete toast.dataset.shown, 3500)
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-add]')
  if (!button) return
  const field = button.dataset.quantityFrom && document.querySelector(button.dataset.quantityFrom)
  add(button.dataset.add, Math.max(1, Math.round(Number(field?.value ?? 1)) || 1))
})

// Cards that Endcap draws say what they want added; the basket is the shop's.
document.addEventListener('endcap:add-to-cart', ({ detail }) => add(String(detail.id), Number(detail.quantity) || 1))

onBasketChange((lines) => {
  const count = lines.reduce((sum, line) => sum + line.quantity, 0)
  document.querySelector('#basket-count').textContent = count > 99 ? '99+' : String(count)
})

const PARTS = {
  '#cart': startCartPage,
  '#checkout': startCheckoutPage,
  '#thanks': startThanksPage,
  '#search-results': startSearchPage,
  '#sort': startSort,
}

startThemeToggle(document.querySelector('#theme-toggle'))
startConsent()
for (const [selector, start] of Object.entries(PARTS)) {
  const element = document.querySelector(selector)
  if (element) start(element)
}
