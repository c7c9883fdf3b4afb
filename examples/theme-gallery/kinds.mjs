/**
 * Every kind of widget that the gallery shows, in the order of the page. A new kind is one entry here: pictures, layout-shift,
 * accessibility and hostile-data tests read this list.
 *
 * @typedef {object} Kind
 * @property {string} name unique
 * @property {(page: import('./page.mjs').PageFacts) => string} html what a shop writes into its page
 * @property {object} [config] what it needs of `config.json`; lists of several kinds are joined
 * @property {boolean} [half] takes half of a wide page, beside the next one of these
 * @property {boolean} [isPersonal] has nothing to show to a visitor of whom nothing may be kept
 */

/** @type {readonly Kind[]} */
export const KINDS = [
  { name: 'bundle', half: true, html: () => '<endcap-bundle></endcap-bundle>' },
  {
    name: 'list',
    half: true,
    html: ({ text }) => `<endcap-list strategy="trending" count="4" heading="${text.picks}"></endcap-list>`,
  },
  { name: 'related', html: () => '<endcap-related count="8"></endcap-related>' },
  { name: 'similar', html: () => '<div class="room" data-endcap-widget="similar" data-endcap-count="8"></div>' },
  { name: 'bought-together', html: () => '<endcap-bought-together count="6"></endcap-bought-together>' },
  { name: 'threshold', html: ({ free }) => `<endcap-threshold amount="${free}" count="12"></endcap-threshold>` },
  { name: 'cart-upsell', html: () => '<endcap-cart-upsell count="6"></endcap-cart-upsell>' },
  {
    name: 'reorder',
    html: ({ text, cards }) => `<h2>${text.range}</h2><ul class="range" id="range">${cards}</ul>`,
    config: {
      placements: [{ id: 'range', selector: '#range', widget: 'reorder', strategy: ['for-you', 'trending'] }],
    },
  },
  {
    name: 'grid',
    html: ({ text }) => `<endcap-grid strategy="trending" count="8" heading="${text.season}"></endcap-grid>`,
  },
  { name: 'for-you', html: () => '<endcap-for-you count="8" dismiss="on"></endcap-for-you>' },
  { name: 'trending', html: () => '<endcap-trending count="8"></endcap-trending>' },
  {
    name: 'row',
    html: ({ text }) => `<endcap-row strategy="trending" count="8" heading="${text.fresh}"></endcap-row>`,
  },
  { name: 'recent', isPersonal: true, html: () => '<endcap-recent count="4"></endcap-recent>' },
  { name: 'continue', html: () => '<endcap-continue count="8"></endcap-continue>' },
]

/** The config of a page that shows these kinds. @param {readonly Kind[]} kinds */
export function configOf(kinds) {
  const joined = { v: 1, placements: [] }
  for (const { config = {} } of kinds) {
    for (const [field, value] of Object.entries(config)) {
      joined[field] = Array.isArray(value) ? [...(joined[field] ?? []), ...value] : value
    }
  }
  return joined
}
