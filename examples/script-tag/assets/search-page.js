import { create, formatMoney, loadProducts, priceOf } from './catalog.js'

const LIMIT = 60
const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Every word must begin a word of the title, category or an attribute; title hits count more, the catalogue's order decides. */
function findProducts(products, query) {
  const wanted = wordsOf(query)
  if (wanted.length === 0) return []
  const scored = []
  for (const product of products.values()) {
    const title = wordsOf(product.title)
    const rest = wordsOf([...product.categories, ...Object.values(product.attributes), product.id].join(' '))
    const scores = wanted.map((word) =>
      title.some((other) => other.startsWith(word)) ? 2 : rest.some((other) => other.startsWith(word)) ? 1 : 0,
    )
    if (scores.every(Boolean)) scored.push([scores.reduce((sum, score) => sum + score, 0), product])
  }
  return scored.sort((a, b) => b[0] - a[0]).map(([, product]) => product)
}

function createPrice(product) {
  if (!product.salePrice) return create('span', { className: 'price', textContent: formatMoney(product.price) })
  return create(
    'span',
    {},
    create('span', { className: 'price price-sale', textContent: formatMoney(product.salePrice) }),
    ' ',
    create('s', { className: 'price-was', textContent: formatMoney(product.price) }),
  )
}

function createCard(product) {
  const soldOut = product.availability === 'out_of_stock'
  const picture = create('img', {
    className: 'tile',
    loading: 'lazy',
    decoding: 'async',
    width: 400,
    height: 400,
    alt: '',
    src: product.image,
  })
  const add = create('button', {
    type: 'button',
    className: 'card-add',
    textContent: 'Add',
    ariaLabel: `Add ${product.title} to basket`,
    data: { add: product.id, 'endcap-action': 'add_to_cart', 'endcap-item': product.id },
  })
  return create(
    'li',
    { className: 'card', data: { 'endcap-item': product.id, price: priceOf(product) } },
    create(
      'a',
      { className: 'card-link', href: product.url },
      picture,
      create('span', { className: 'card-title', textContent: product.title }),
    ),
    create('p', { className: 'card-foot' }, createPrice(product), ...(soldOut ? [] : [add])),
  )
}

/** Reads `?q=` and fills the grid. */
export async function startSearchPage(list) {
  const query = new URLSearchParams(location.search).get('q')?.trim() ?? ''
  if (!query) return
  document.querySelector('#q').value = query
  document.querySelector('#search-title').textContent = `“${query}”`
  document.title = `${query} · ${document.title}`
  const found = findProducts(await loadProducts(), query)
  const summary = document.querySelector('#search-summary')
  if (found.length === 0) summary.textContent = 'Nothing has that name. Try one plain word: mug, heart, red.'
  else if (found.length > LIMIT) summary.textContent = `${found.length} products, the best ${LIMIT} of them here.`
  else summary.textContent = found.length === 1 ? 'One product.' : `${found.length} products.`
  list.replaceChildren(...found.slice(0, LIMIT).map(createCard))
}
