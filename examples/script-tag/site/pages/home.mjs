import { html } from '../html.mjs'
import { pageHtml, SHOP_NAME } from '../layout.mjs'

const GUIDES = [
  {
    scene: 'tea',
    title: 'The tea table',
    text: 'Regency roses, a cake stand, one good pot.',
    slug: 'kitchen-dining-tea-coffee',
  },
  {
    scene: 'light',
    title: 'Light the evening',
    text: 'Hanging hearts and lanterns for slow dinners.',
    slug: 'lighting-candles',
  },
  { scene: 'christmas', title: 'Christmas, early', text: 'Wooden trees and bells before the rush.', slug: 'christmas' },
]

export function homePage(shop) {
  const main = html`
    <section class="hero wrap">
      <div class="hero-text">
        <p class="eyebrow">Gifts for the house and the people in it</p>
        <h1>Small things,<br>cheerfully chosen</h1>
        <p class="lead">Spotted teapots, paper bunting, a tin for the biscuits. ${shop.products.length.toLocaleString('en-GB')} things to give away or keep.</p>
        <p class="hero-actions"><a class="button" href="${shop.link('category/home-decor.html')}">Look around</a> <a class="button button-plain" href="${shop.link('category/party-wrap.html')}">Party &amp; wrap</a></p>
      </div>
      <img class="hero-picture" src="${shop.link('assets/hero.svg')}" width="960" height="720" alt="Shelves with teapots, candles, a cake stand, bags and toys under a string of bunting" fetchpriority="high">
    </section>
    <section class="wrap section" aria-labelledby="departments-title">
      <h2 id="departments-title">Departments</h2>
      <ul class="department-tiles">
        ${shop.departments.map(
          (
            department,
          ) => html`<li><a href="${shop.link(`category/${department.slug}.html`)}"><img class="tile" src="${shop.link(`tiles/${department.face}.svg`)}" width="400" height="400" alt="" decoding="async"><span>${department.name}</span></a></li>
        `,
        )}
      </ul>
    </section>
    <div class="wrap rows" id="rows"></div>
    <section class="wrap section" aria-labelledby="guides-title">
      <h2 id="guides-title" class="quiet">Three places to start</h2>
      <ul class="guides">
        ${GUIDES.map(
          (
            guide,
          ) => html`<li><a class="guide" href="${shop.link(`category/${guide.slug}.html`)}"><img src="${shop.link(`assets/${guide.scene}.svg`)}" width="640" height="400" alt="" loading="lazy" decoding="async"><strong>${guide.title}</strong><span>${guide.text}</span></a></li>
        `,
        )}
      </ul>
    </section>`
  const description = `${SHOP_NAME}: a demonstration gift shop with ${shop.products.length} real products.`
  return pageHtml(shop, { title: 'Gifts for the house', description, kind: 'home', main, mainClass: 'home' })
}
