/** The gallery's page: one shop, in one of its looks, with every kind of widget. */
import { createCatalogue } from './catalogue.mjs'
import { KINDS } from './kinds.mjs'
import { messagesOf } from './messages.mjs'
import { THEMES } from './themes.mjs'

/**
 * What a page is asked for by its address.
 * @typedef {object} PageChoice
 * @property {string} theme
 * @property {'ltr' | 'rtl'} dir right to left is in Arabic
 * @property {'light' | 'dark'} scheme
 * @property {readonly string[]} kinds names; all when empty
 * @property {string} product id of the product that the page is about
 * @property {'exit' | 'delay' | 'scroll'} popup what opens the popup
 *
 * What the markup and the config of a kind are made from.
 * @typedef {object} PageFacts
 * @property {Record<string, string>} text what the shop says, in the page's language, as HTML
 * @property {Record<string, any>} told what it tells in messages, as text
 * @property {readonly string[]} goods what it sells
 * @property {readonly string[]} pictures of the goods, as addresses
 * @property {readonly string[]} categories
 * @property {number} free free shipping from this amount
 * @property {string} cards the shop's own cards, as list items
 * @property {string} member what the shop knows of the shopper, as JSON
 * @property {'exit' | 'delay' | 'scroll'} popup
 * @property {number} nowMs
 */

/** Reads an address; what it does not say, or says wrong, is the first of each. @returns {PageChoice} */
export function readChoice(params) {
  const oneOf = (name, allowed) => allowed.find((value) => value === params.get(name)) ?? allowed[0]
  const theme = oneOf('theme', Object.keys(THEMES))
  return {
    theme,
    dir: oneOf('dir', ['ltr', 'rtl']),
    scheme: oneOf('scheme', ['light', 'dark']),
    kinds: params.get('kinds')?.split(',') ?? [],
    product: params.get('product') ?? `${theme}-0`,
    popup: oneOf('popup', ['exit', 'delay', 'scroll']),
  }
}

/** The kinds that a page shows. @param {PageChoice} choice */
export const kindsOf = ({ kinds }) => KINDS.filter(({ name }) => !kinds.length || kinds.includes(name))

const langOf = ({ dir }) => (dir === 'rtl' ? 'ar' : 'en')

/** What the kinds of a page are made from. @param {PageChoice} choice @returns {PageFacts} */
export function factsOf(choice, nowMs = Date.now()) {
  const { theme, dir, popup } = choice
  const { free, text, menu, goods } = THEMES[theme]
  const at = dir === 'rtl' ? 1 : 0
  const told = messagesOf(theme, at)
  const { products } = createCatalogue(theme, langOf(choice))
  return {
    text: Object.fromEntries(Object.entries(text).map(([key, value]) => [key, escapeHtml(value[at])])),
    told,
    goods: goods.map((each) => each[2 + at]),
    pictures: goods.map(([picture], i) => `/img/${theme}/${picture}-${i % 6}.svg`),
    categories: menu.map((entry) => entry[at]),
    free,
    cards: products
      .slice(-12)
      .map((each) => renderCard(each, moneyOf(choice, each)))
      .join(''),
    member: JSON.stringify({
      name: told.name,
      tier: told.tier,
      points: 1240,
      nextReward: { points: 1500, text: told.reward },
      benefits: told.benefits.map((benefit) => ({ text: benefit })),
    }).replaceAll('<', '\\u003c'),
    popup,
    nowMs,
  }
}

const moneyOf = (choice, { currency }) => {
  const { format } = new Intl.NumberFormat(langOf(choice), { style: 'currency', currency })
  return format
}

/**
 * The page as HTML. `tag` is the script tag of Endcap, `nonce` that of the page's policy.
 * @param {PageChoice} choice
 * @param {{ tag: string, nonce: string }} parts
 */
export function renderPage(choice, { tag, nonce }) {
  const { theme, dir, scheme } = choice
  const { name, menu } = THEMES[theme]
  const lang = langOf(choice)
  const at = lang === 'ar' ? 1 : 0
  const facts = factsOf(choice)
  const words = facts.text
  const { products } = createCatalogue(theme, lang)
  const product = products.find(({ id }) => id === choice.product) ?? products[0]
  const money = moneyOf(choice, product)
  return `<!doctype html>
<html lang="${lang}" dir="${dir}" data-scheme="${scheme}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${product.title} · ${name}`)}</title>
<link rel="icon" href="${product.image}">
<link rel="stylesheet" href="/styles/shop.css"><link rel="stylesheet" href="/styles/${theme}.css">
<link rel="stylesheet" href="/endcap/endcap.css">
${tag}
<script nonce="${nonce}" src="/shop.js" defer></script>
</head><body>
<header><p class="note">${words.note}</p>
<div class="top"><a class="logo" href="?theme=${theme}&amp;dir=${dir}&amp;scheme=${scheme}">${escapeHtml(name)}</a>
<nav class="menu" aria-label="${at ? 'القائمة' : 'Menu'}">${menu.map((entry) => `<a href="#range">${escapeHtml(entry[at])}</a>`).join('')}</nav>
${renderSwitches(choice)}</div></header>
<main data-endcap-product="${product.id}">
<article class="product"><img src="${product.image}" alt="" width="400" height="400">
<div><h1>${escapeHtml(product.title)}</h1><p class="price">${money(product.salePrice ?? product.price)}</p><p>${words.about}</p>
<button type="button" class="buy" data-id="${product.id}">${words.buy}</button></div></article>
${renderKinds(kindsOf(choice), facts)}
</main>
<footer class="end"><p>${escapeHtml(name)}</p><p>${words.note}</p></footer>
</body></html>`
}

function renderKinds(kinds, facts) {
  const section = ({ name, html }) => `<div data-kind="${name}">${html(facts)}</div>`
  const halves = kinds.filter(({ half }) => half).map(section)
  const pair = halves.length ? `<div class="pair">${halves.join('')}</div>` : ''
  return [pair, ...kinds.filter(({ half }) => !half).map(section)].join('\n')
}

const renderCard = ({ id, title, image, price, url }, money) =>
  `<li data-endcap-item="${id}"><a href="${escapeHtml(url)}"><img src="${image}" alt="" width="400" height="400" loading="lazy"><span>${escapeHtml(title)}</span> <b>${money(price)}</b></a></li>`

const NAMES = { theme: 'Theme', dir: 'Direction', scheme: 'Scheme' }

function renderSwitches(choice) {
  const values = { theme: Object.keys(THEMES), dir: ['ltr', 'rtl'], scheme: ['light', 'dark'] }
  const select = ([key, all]) =>
    `<select name="${key}" aria-label="${NAMES[key]}">${all
      .map((value) => `<option${value === choice[key] ? ' selected' : ''}>${value}</option>`)
      .join('')}</select>`
  return `<form class="switches" lang="en" dir="ltr">${Object.entries(values).map(select).join('')}<button>Show</button></form>`
}

/** @param {string} text */
export const escapeHtml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
