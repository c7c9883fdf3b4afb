import { gather, ranked, type Strategy } from '../candidates.js'
import { journey, SESSION_MS } from './related.js'

/** Like the product of the page, else the item met last, in category, brand, price, attributes and words. */
export const similar: Strategy = (shop, query) => ranked(gather(shop, query, journey(query).slice(0, 1), SESSION_MS))
