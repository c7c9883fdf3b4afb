import { html } from '../html.mjs'
import { pageHtml } from '../layout.mjs'

/** Search in the browser, over catalog.json. */
export function searchPage(shop) {
  const main = html`
    <header class="category-head">
      <h1 id="search-title">Search</h1>
      <p id="search-summary" role="status">Type a word: bunting, retrospot, owl, wooden…</p>
    </header>
    <ul class="grid" id="search-results" data-endcap-list="search-results"></ul>`
  return pageHtml(shop, { title: 'Search', description: 'Search the shop.', kind: 'search', main })
}
