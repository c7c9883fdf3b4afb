/**
 * Every kind of widget that the gallery shows, in the order of the page. A new kind is one entry here: pictures, layout-shift,
 * accessibility and hostile-data tests read this list.
 *
 * @typedef {object} Kind
 * @property {string} name unique
 * @property {(page: import('./page.mjs').PageFacts) => string} html what a shop writes into its page
 * @property {object | ((facts: import('./page.mjs').PageFacts) => object)} [config] what it needs of `config.json`; lists of several kinds
 *   are joined
 * @property {boolean} [half] takes half of a wide page, beside the next one of these
 * @property {boolean} [isMessage] draws words of the shop, not cards of products
 * @property {boolean} [isPersonal] has nothing to show to a visitor of whom nothing may be kept
 */

/** The goods that the survey asks for. */
const CHOICES = [0, 2, 5, 7]

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
    name: 'offer',
    isMessage: true,
    html: () => '<div id="banner"></div>',
    config: ({ told, free, pictures, nowMs }) => ({
      placements: [
        {
          id: 'banner',
          selector: '#banner',
          widget: 'offer',
          campaign: 'season',
          message: {
            title: told.offer,
            text: told.offerText,
            image: pictures[3],
            button: told.button,
            url: '#range',
            countdown: true,
          },
        },
      ],
      campaigns: [
        {
          id: 'season',
          goal: 'basket',
          type: 'spend-and-save',
          spend: free,
          coupon: { code: told.code },
          schedule: { to: new Date(nowMs + 3 * 864e5).toISOString().slice(0, 10) },
          holdout: 0,
        },
      ],
    }),
  },
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
  {
    name: 'survey',
    isMessage: true,
    html: () => '<div class="pair"><div id="finder"></div><div id="score"></div></div>',
    config: ({ told, goods, categories, pictures }) => ({
      placements: [
        {
          id: 'finder',
          selector: '#finder',
          widget: 'survey',
          heading: told.quiz,
          survey: {
            thanks: told.thanks,
            products: true,
            questions: [
              {
                id: 'look',
                type: 'choice',
                text: told.look,
                required: true,
                choices: CHOICES.map((i) => ({
                  id: `choice-${i}`,
                  text: goods[i],
                  image: pictures[i],
                  likes: [{ categories: [categories[i % categories.length]], weight: 9 }],
                })),
              },
              { id: 'why', type: 'text', text: told.why },
            ],
          },
        },
        {
          id: 'score',
          selector: '#score',
          widget: 'survey',
          survey: { questions: [{ id: 'nps', type: 'nps', text: told.nps, required: true }] },
        },
      ],
    }),
  },
  { name: 'for-you', html: () => '<endcap-for-you count="8" dismiss="on"></endcap-for-you>' },
  { name: 'trending', html: () => '<endcap-trending count="8"></endcap-trending>' },
  {
    name: 'row',
    html: ({ text }) => `<endcap-row strategy="trending" count="8" heading="${text.fresh}"></endcap-row>`,
  },
  { name: 'recent', isPersonal: true, html: () => '<endcap-recent count="4"></endcap-recent>' },
  { name: 'continue', html: () => '<endcap-continue count="8"></endcap-continue>' },
  { name: 'content', isMessage: true, html: () => '<endcap-content></endcap-content>' },
  {
    name: 'member',
    isMessage: true,
    // The shop's own script hands it over.
    html: ({ member }) =>
      `<endcap-member></endcap-member><script type="application/json" id="member">${member}</script>`,
  },
  {
    name: 'recent-search',
    isMessage: true,
    isPersonal: true,
    html: () => '<endcap-recent-search action="?q={}"></endcap-recent-search>',
  },
  {
    // Once a session, as popups are that say nothing else: without consent, never.
    name: 'popup',
    isMessage: true,
    isPersonal: true,
    html: () => '<div id="parting"></div>',
    config: ({ told, pictures, popup }) => ({
      placements: [
        {
          id: 'parting',
          selector: '#parting',
          widget: 'popup',
          campaign: 'parting',
          popup: { on: popup, seconds: 5, percent: 20 },
          message: { title: told.popup, text: told.popupText, image: pictures[0], button: told.popupButton },
        },
      ],
      campaigns: [{ id: 'parting', goal: 'sell', type: 'coupon', coupon: { code: told.code }, holdout: 0 }],
    }),
  },
]

/**
 * The config of a page that shows these kinds.
 * @param {readonly Kind[]} kinds
 * @param {import('./page.mjs').PageFacts} facts
 */
export function configOf(kinds, facts) {
  const joined = { v: 1, placements: [] }
  for (const { config = {} } of kinds) {
    for (const [field, value] of Object.entries(typeof config === 'function' ? config(facts) : config)) {
      joined[field] = Array.isArray(value) ? [...(joined[field] ?? []), ...value] : value
    }
  }
  return joined
}
