import type { Strategy } from '../candidates.js'

/**
 * In demand at the end of the training window, narrowed to the page's category where the catalogue knows it.
 * Without a model: the newest by `publishedAt`, the rest in the catalogue's order, as source `content`.
 */
export const trending: Strategy = ({ model, products }, { context }) => {
  const category = context?.category?.toLowerCase()
  const all = [...products.values()]
  const narrow = category
    ? all.filter(({ categories }) => categories?.some((name) => name.toLowerCase() === category))
    : []
  const pool = narrow.length ? narrow : all
  const ids = pool.length ? pool.map(({ id }) => id) : (model?.ids ?? [])
  const popular = ids
    .map((id) => ({ id, score: model?.trend[model.indexOf(id)!] ?? 0, source: 'popular' as const }))
    .filter(({ score }) => score > 0)
  return popular.length
    ? popular
    : pool.map(({ id, publishedAt = '' }) => ({ id, score: Date.parse(publishedAt) || 0, source: 'content' }))
}
