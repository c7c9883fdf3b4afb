import { messagesOf } from './messages.mjs'
import { THEMES } from './themes.mjs'

const DAY_MS = 864e5
/** How often each make of each product comes, as another edition. */
const EDITIONS = 3

/**
 * What a shop sells, as `catalog.json`: 144 products with sales, ratings, variants and novelties among them, titles of one line and
 * of two; and what it tells of them.
 */
export function createCatalogue(theme, lang = 'en', nowMs = Date.now()) {
  const { goods, makes, menu, currency } = THEMES[theme]
  const isArabic = lang === 'ar'
  const products = Array.from({ length: goods.length * makes.length * EDITIONS }, (_, i) => {
    const sort = i % goods.length
    const [picture, base, en, ar] = goods[sort]
    const [makeEn, makeAr] = makes[(sort + Math.floor(i / goods.length)) % makes.length]
    const edition = Math.floor(i / (goods.length * makes.length))
    const price = round(base * (1 + (i % 5) * 0.15 + edition * 0.1))
    const number = edition ? ` ${['II', 'III'][edition - 1]}` : ''
    return {
      id: `${theme}-${i}`,
      title: isArabic ? `${ar} ${makeAr}${number}` : `${makeEn} ${en}${number}`,
      url: `?product=${theme}-${i}`,
      image: `/img/${theme}/${picture}-${i % 6}.svg`,
      price,
      ...(i % 4 === 1 && { salePrice: round(price * 0.8) }),
      // A shop in Arabic has a currency of its own.
      currency: isArabic ? 'SAR' : currency,
      brand: isArabic ? makeAr : makeEn,
      categories: [menu[i % menu.length][isArabic ? 1 : 0]],
      ...(i % 3 !== 1 && { rating: { value: 3.6 + (i % 8) * 0.2, count: 12 + i } }),
      ...(i % 5 === 2 && { variants: ['S', 'M', 'L'].map((title) => ({ id: `${theme}-${i}-${title}`, title })) }),
      ...(i % 7 === 3 && { publishedAt: new Date(nowMs - DAY_MS).toISOString() }),
    }
  })
  const { stories } = messagesOf(theme, isArabic ? 1 : 0)
  const content = stories.map((title, i) => ({
    id: `${theme}-story-${i}`,
    kind: ['article', 'guide', 'video', 'article'][i],
    title,
    url: `?story=${i}`,
    image: `/img/${theme}/${goods[i * 2][0]}-${5 - i}.svg`,
    categories: [menu[i][isArabic ? 1 : 0]],
    minutes: 3 + i,
  }))
  return { v: 1, products, content }
}

const round = (price) => Math.round(price * 100) / 100
