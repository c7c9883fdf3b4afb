import { breadcrumb } from '../breadcrumb.mjs'
import { priceHtml } from '../card.mjs'
import { slugOf } from '../departments.mjs'
import { html, jsonLd } from '../html.mjs'
import { pageHtml, SHOP_NAME } from '../layout.mjs'
import { priceOf } from '../money.mjs'

const FACTS = [
  ['color', 'Colour'],
  ['material', 'Material'],
  ['pattern', 'Pattern'],
  ['theme', 'Theme'],
  ['style', 'Style'],
  ['size', 'Size'],
  ['pieces', 'Pieces'],
]

const capital = (text) => text[0].toUpperCase() + text.slice(1)

const productData = (shop, product) =>
  jsonLd({
    '@context': 'https://schema.org',
    '@type': 'Product',
    '@id': shop.link(`product/${product.id}.html#product`),
    sku: product.id,
    productID: product.id,
    name: product.title,
    image: shop.link(`tiles/${product.id}.svg`),
    url: shop.link(`product/${product.id}.html`),
    category: product.categories.join(' > '),
    ...(product.attributes.color && { color: product.attributes.color }),
    ...(product.attributes.material && { material: product.attributes.material }),
    ...(product.groupId && { inProductGroupWithID: product.groupId }),
    offers: {
      '@type': 'Offer',
      price: priceOf(product).toFixed(2),
      priceCurrency: product.currency,
      availability: `https://schema.org/${product.availability === 'in_stock' ? 'InStock' : 'OutOfStock'}`,
      url: shop.link(`product/${product.id}.html`),
    },
  })

const buyForm = (product) =>
  product.availability === 'out_of_stock'
    ? html`<p class="sold-out">Sold out at the moment.</p>`
    : html`
        <div class="buy">
          <label for="qty">Quantity</label>
          <input id="qty" type="number" inputmode="numeric" min="1" max="99" value="1" autocomplete="off">
          <button class="button" type="button" data-add="${product.id}" data-quantity-from="#qty" data-endcap-action="add_to_cart" data-endcap-item="${product.id}" data-endcap-quantity-from="#qty">Add to basket</button>
        </div>`

const variantLinks = (shop, product) => {
  const others = shop.products.filter(
    (other) => other.groupId && other.groupId === product.groupId && other !== product,
  )
  return (
    others.length > 0 &&
    html`
        <section class="variants" aria-labelledby="variants-title">
          <h2 id="variants-title">Also comes as</h2>
          <ul>
            ${others.map(
              (
                other,
              ) => html`<li><a href="${shop.link(`product/${other.id}.html`)}"><img class="tile" src="${shop.link(`tiles/${other.id}.svg`)}" width="400" height="400" alt="" decoding="async"><span>${other.title}</span></a></li>
            `,
            )}
          </ul>
        </section>`
  )
}

export function productPage(shop, product) {
  const [department, shelf] = product.categories
  const shelfPath = `category/${slugOf(department)}-${slugOf(shelf)}.html`
  const { trail, data } = breadcrumb(shop, [
    ['Home', ''],
    [department, `category/${slugOf(department)}.html`],
    [shelf, shelfPath],
    [product.title, `product/${product.id}.html`],
  ])
  const facts = FACTS.filter(([name]) => product.attributes[name])
  const main = html`
    ${trail}
    <article class="product" data-endcap-product="${product.id}" data-endcap-name="${product.title}" data-endcap-price="${priceOf(product)}">
      <div class="product-picture">
        <img class="tile" src="${shop.link(`tiles/${product.id}.svg`)}" width="400" height="400" alt="Drawing: ${product.title}" fetchpriority="high">
      </div>
      <div class="product-text">
        <p class="eyebrow"><a href="${shop.link(shelfPath)}">${shelf}</a></p>
        <h1>${product.title}</h1>
        <p class="product-price">${priceHtml(product)}</p>
        ${buyForm(product)}
        <dl class="facts">
          ${facts.map(
            ([name, label]) => html`<div><dt>${label}</dt><dd>${capital(product.attributes[name])}</dd></div>
          `,
          )}
          <div><dt>Code</dt><dd>${product.id}</dd></div>
        </dl>
        ${variantLinks(shop, product)}
        <ul class="promises">
          <li>Posted in one to two days, free over £25</li>
          <li>Thirty days to change your mind</li>
          <li>Wrapped on request, with a card</li>
        </ul>
      </div>
    </article>
    <div class="rows" id="rows"></div>`
  return pageHtml(shop, {
    title: product.title,
    description: `${product.title}, ${shelf.toLowerCase()} at ${SHOP_NAME}.`,
    kind: 'product',
    current: slugOf(department),
    head: html`${productData(shop, product)}${data}`,
    main,
  })
}
