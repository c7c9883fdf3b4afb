// The basket: lines of { id, quantity } in the shop's storage, in the order they came.
import { formatMoney, loadProducts, priceOf } from './catalog.js'
import { load, save } from './storage.js'

const FREE_POSTAGE_FROM = 25
const POSTAGE = 2.95
const listeners = new Set()

export const readBasket = () => load('basket', [])

/** Runs now and after every change, here or in another tab. */
export function onBasketChange(listener) {
  listeners.add(listener)
  listener(readBasket())
}

function writeBasket(lines) {
  save('basket', lines)
  for (const listener of listeners) listener(lines)
}

addEventListener('storage', (change) => {
  if (change.key === 'shop.basket') for (const listener of listeners) listener(readBasket())
})

export function addToBasket(id, quantity = 1) {
  const lines = readBasket()
  const line = lines.find((other) => other.id === id)
  if (line) line.quantity = Math.min(99, line.quantity + quantity)
  else lines.push({ id, quantity: Math.min(99, quantity) })
  writeBasket(lines)
}

/** Zero takes the line out. */
export function setQuantity(id, quantity) {
  const lines = readBasket().map((line) => (line.id === id ? { id, quantity: Math.min(99, quantity) } : line))
  writeBasket(lines.filter((line) => line.quantity > 0))
}

export const clearBasket = () => writeBasket([])

/** The lines with their products and sums; what the catalogue no longer has is left out. */
export async function priceBasket(lines) {
  const products = await loadProducts()
  const priced = lines
    .filter((line) => products.has(line.id))
    .map(({ id, quantity }) => ({ product: products.get(id), quantity, sum: priceOf(products.get(id)) * quantity }))
  const subtotal = priced.reduce((total, line) => total + line.sum, 0)
  const postage = subtotal === 0 || subtotal >= FREE_POSTAGE_FROM ? 0 : POSTAGE
  return { lines: priced, subtotal, postage, total: Math.round((subtotal + postage) * 100) / 100 }
}

/** Writes the sums into the summary of the page. */
export function showTotals({ subtotal, postage, total }) {
  document.querySelector('#subtotal').textContent = formatMoney(subtotal)
  document.querySelector('#postage').textContent = postage ? formatMoney(postage) : subtotal ? 'Free' : formatMoney(0)
  document.querySelector('#total').textContent = formatMoney(total)
}
