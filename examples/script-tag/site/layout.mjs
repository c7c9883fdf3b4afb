import { html, raw } from './html.mjs'

export const SHOP_NAME = 'Wren & Thimble'

const ICONS = {
  search: raw(
    '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><circle cx="11" cy="11" r="6.5"/><path d="M16 16l5 5"/></svg>',
  ),
  basket: raw(
    '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M3 10h18l-2 10H5zM8 10l4-7 4 7"/></svg>',
  ),
  theme: raw(
    '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><circle cx="12" cy="12" r="8.500"/><path class="filled" d="M12 3.500a8.500 8.500 0 0 1 0 17z"/></svg>'.replaceAll(
      '.500',
      '.5',
    ),
  ),
}

const header = (shop, current) => html`
  <header class="site-header">
    <div class="wrap bar">
      <a class="brand" href="${shop.link('')}">${SHOP_NAME}</a>
      <form class="search" role="search" action="${shop.link('search.html')}">
        <label class="quiet" for="q">Search the shop</label>
        <input id="q" name="q" type="search" placeholder="Search bunting, mugs, retrospot…" autocomplete="off">
        <button type="submit" aria-label="Search">${ICONS.search}</button>
      </form>
      <button class="icon-button" type="button" id="theme-toggle" aria-pressed="false" aria-label="Dark theme">${ICONS.theme}</button>
      <a class="icon-button basket-link" href="${shop.link('cart.html')}">${ICONS.basket}<span class="quiet">Basket, items: </span><span class="count" id="basket-count">0</span></a>
    </div>
    <nav class="departments" aria-label="Departments">
      <ul class="wrap">
        ${shop.departments.map(
          (
            department,
          ) => html`<li><a href="${shop.link(`category/${department.slug}.html`)}"${current === department.slug ? raw(' aria-current="page"') : ''}>${department.short}</a></li>
        `,
        )}
      </ul>
    </nav>
  </header>`

const consentBanner = (shop) => html`
  <section class="consent" id="consent" aria-labelledby="consent-title" tabindex="-1" hidden>
    <h2 id="consent-title">Your privacy</h2>
    <p>The basket works without asking. May this shop also count visits, and pick products for you on this device? <a href="${shop.link('privacy.html')}">More</a></p>
    <form id="consent-form">
      <fieldset id="consent-choices" hidden>
        <legend class="quiet">Choose</legend>
        <label><input type="checkbox" name="analytics"> Count visits <small>which pages and products are seen</small></label>
        <label><input type="checkbox" name="personalization"> Pick for me <small>remember what I looked at</small></label>
      </fieldset>
      <div class="consent-buttons">
        <button class="button" type="button" data-consent="all">Accept all</button>
        <button class="button button-plain" type="button" data-consent="necessary">Only necessary</button>
        <button class="button button-text" type="button" data-consent="choose" aria-expanded="false" aria-controls="consent-choices">Choose</button>
      </div>
    </form>
  </section>`

const footer = (shop) => html`
  <footer class="site-footer">
    <div class="wrap footer-columns">
      <div>
        <p class="brand">${SHOP_NAME}</p>
        <p>A demonstration shop with real products and prices of a British gift shop of 2011. Nothing is for sale, and no order is sent anywhere.</p>
      </div>
      <nav aria-label="Shop information">
        <ul>
          <li><a href="${shop.link('privacy.html')}">Privacy</a></li>
          <li><button class="link-button" type="button" id="privacy-choices">Privacy choices</button></li>
          <li><a href="${shop.link('cart.html')}">Basket</a></li>
        </ul>
      </nav>
      <p class="credit">Catalogue and orders: <cite>Online Retail</cite>, Chen, Sain &amp; Guo (2012), UCI Machine Learning Repository, CC BY 4.0. Pictures are drawn from the product names.</p>
    </div>
  </footer>`

/**
 * A whole page. `kind` is the page kind that the tag reads, `current` the slug of the department in the menu,
 * `head` more of the head (JSON-LD). The script tag stands in the head, as a shop owner would paste it.
 */
export function pageHtml(shop, { title, description, kind, current, head, main, mainClass = 'wrap' }) {
  return html`<!doctype html>
<html lang="en-GB">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title} · ${SHOP_NAME}</title>
  <meta name="description" content="${description}">
  <meta name="color-scheme" content="light dark">
  <link rel="expect" href="#main" blocking="render">
  <link rel="icon" href="${shop.link('assets/icon.svg')}" type="image/svg+xml">
  <script src="${shop.link('assets/theme.js')}"></script>
  <link rel="stylesheet" href="${shop.link('assets/shop.css')}">
  <script type="module" src="${shop.link('assets/shop.js')}"></script>
  ${head}
  ${raw(shop.tag)}
</head>
<body data-endcap-page="${kind}">
  <a class="skip" href="#main">Skip to content</a>
  ${consentBanner(shop)}
  ${header(shop, current)}
  <main id="main" tabindex="-1" class="${mainClass}">${main}
  </main>
  ${footer(shop)}
  <p class="toast" id="toast" role="status"></p>
</body>
</html>
`.raw
}
