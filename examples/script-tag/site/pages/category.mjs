import { breadcrumb } from '../breadcrumb.mjs'
import { cardHtml } from '../card.mjs'
import { html, raw } from '../html.mjs'
import { pageHtml } from '../layout.mjs'

/** A department, or one shelf of it. */
export function categoryPage(shop, department, shelf) {
  const { name, slug, products } = shelf ?? department
  const steps = [
    ['Home', ''],
    [department.name, `category/${department.slug}.html`],
  ]
  if (shelf) steps.push([name, `category/${slug}.html`])
  const { trail, data } = breadcrumb(shop, steps)
  const chip = (target, label, count) =>
    html`<li><a href="${shop.link(`category/${target}.html`)}"${target === slug ? raw(' aria-current="page"') : ''}>${label} <small>${count}</small></a></li>
        `
  const main = html`
    ${trail}
    <header class="category-head">
      <h1>${name}</h1>
      <p>${department.blurb}</p>
    </header>
    <nav class="shelves" aria-label="Shelves of ${department.name}">
      <ul>
        ${chip(department.slug, 'All', department.products.length)}
        ${department.shelves.map((other) => chip(other.slug, other.name, other.products.length))}
      </ul>
    </nav>
    <div class="list-bar">
      <p><span id="list-count">${products.length}</span> ${products.length === 1 ? 'product' : 'products'}</p>
      <label for="sort">Sort by</label>
      <select id="sort" autocomplete="off">
        <option value="featured">Featured</option>
        <option value="price-up">Price, low to high</option>
        <option value="price-down">Price, high to low</option>
        <option value="title">Name</option>
      </select>
    </div>
    <ul class="grid" data-endcap-list="category-${slug}">${products.map((product, index) => cardHtml(shop, product, index))}
    </ul>`
  const description = `${name}: ${products.length} products. ${department.blurb}`
  return pageHtml(shop, { title: name, description, kind: 'category', current: department.slug, head: data, main })
}
