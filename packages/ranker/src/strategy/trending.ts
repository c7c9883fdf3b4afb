import { type Candidate, type Strategy, scoreOf } from '../candidates.js'
import { highest } from '../highest.js'

/**
 * In demand at the end of the training window, narrowed to the page's category where the catalogue knows it.
 * Without a model: the newest by `publishedAt`, the rest in the catalogue's order, as source `content`.
 * The order is found once for each category, and again when the model's trends are others.
 */
export const trending: Strategy = ({ model, products, trends }, { context }) => {
  const category = context?.category?.toLowerCase()
  const trend = model?.trend
  let known = trends.get(category)
  if (!known || known.trend !== trend) {
    let pool = products
    const narrow = pool.filter(({ categories }) => categories?.some((name) => name.toLowerCase() === category))
    if (narrow.length) pool = narrow
    let found = pool
      .map(({ id }): Candidate => ({ id, score: trend?.[model!.indexOf(id)!] || 0, source: 'popular' }))
      .filter(scoreOf)
    if (!found.length) {
      found = pool.map(({ id, publishedAt }) => ({ id, score: Date.parse(publishedAt!) || 0, source: 'content' }))
    }
    known = { trend, list: highest(found, scoreOf) }
    trends.set(category, known)
  }
  return known.list
}
