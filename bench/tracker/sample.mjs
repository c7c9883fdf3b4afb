/** What every SDK is told: products of the demo shop's catalogue put into a basket, two at a time. */
import { readJson } from '../../scripts/workspace.mjs'

const { currency, products } = readJson('examples/script-tag/data/catalog.json')

/** The sample of a number: always the same, and no two in a row alike. Items are in GA4's fields. */
export function makeSample(number) {
  const items = [item(number * 7, 1 + (number % 3)), item(number * 13 + 5, 1)]
  const value = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  return { currency, value: Number(value.toFixed(2)), items }
}

function item(index, quantity) {
  const { id, title, categories, price } = products[index % products.length]
  return { item_id: id, item_name: title, item_category: categories[0], price, quantity }
}
