// The shop's pages and catalogue, wherever the shop is mounted.
const root = new URL('../', import.meta.url)
let products

export const link = (path) => new URL(path, root).pathname

/** The catalogue as a map from id to product; fetched once a page. Empty when it cannot be had: the next call tries again. */
export function loadProducts() {
  products ??= fetch(link('catalog.json'))
    .then((response) => response.json())
    .then((catalog) => new Map(catalog.products.map((product) => [product.id, product])))
    .catch(() => {
      products = undefined
      return new Map()
    })
  return products
}

const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' })
export const formatMoney = (amount) => money.format(amount)
export const priceOf = (product) => product.salePrice ?? product.price

/** An element with properties and children; text goes in as text. */
export function create(tag, properties = {}, ...children) {
  const { data, ...rest } = properties
  const element = Object.assign(document.createElement(tag), rest)
  for (const [name, value] of Object.entries(data ?? {})) element.setAttribute(`data-${name}`, value)
  element.append(...children)
  return element
}
