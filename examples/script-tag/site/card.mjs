import { html } from './html.mjs'
import { formatMoney, priceOf } from './money.mjs'

/** Price, and the old one struck through with words for those who cannot see the line. */
export function priceHtml(product) {
  if (!product.salePrice) return html`<span class="price">${formatMoney(product.price)}</span>`
  return html`<span class="price price-sale"><span class="quiet">Now </span>${formatMoney(product.salePrice)}</span> <s class="price-was"><span class="quiet">Was </span>${formatMoney(product.price)}</s>`
}

/** One product in a list. The first cards of a page load their pictures at once, the rest when they come near. */
export function cardHtml(shop, product, index) {
  const soldOut = product.availability === 'out_of_stock'
  const badge = soldOut ? 'Sold out' : product.salePrice ? 'Sale' : product.tags?.includes('new') ? 'New' : ''
  return html`
      <li class="card" data-endcap-item="${product.id}" data-price="${priceOf(product)}">
        <a class="card-link" href="${shop.link(`product/${product.id}.html`)}">
          <img class="tile" src="${shop.link(`tiles/${product.id}.svg`)}" width="400" height="400" alt="" ${index < 8 ? '' : html`loading="lazy" `}decoding="async">
          ${badge && html`<span class="badge">${badge}</span>`}
          <span class="card-title">${product.title}</span>
        </a>
        <p class="card-foot"><span>${priceHtml(product)}</span>
          ${
            soldOut
              ? ''
              : html`<button class="card-add" type="button" data-add="${product.id}" data-endcap-action="add_to_cart" data-endcap-item="${product.id}" aria-label="Add ${product.title} to basket">Add</button>`
          }
        </p>
      </li>`
}
