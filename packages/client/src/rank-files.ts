import type { Product } from '@endcap/core'
import { createRanker, type Ranker, type RecommendQuery } from '@endcap/ranker'
import { createRefine, readWeights } from '@endcap/ranker/refine'
import type { Tracker } from '@endcap/tracker'
import type { GivenPlacement } from './client.js'
import type { ClientEnv } from './env.js'
import type { Files } from './files.js'

/** Parameters by which shops name the words of a search: WooCommerce `s`, Magento and Shopify `q`, others. */
const SEARCH_PARAMS = ['q', 's', 'query', 'search', 'keyword', 'k']

/** Ranks by files, refined with what is known of visitor and search. Weights that cannot be read are reported and done without. */
export function rankFiles(
  { catalogue, model, weights }: Omit<Files, 'config'>,
  { visitor, page, report }: Pick<Tracker, 'visitor' | 'page' | 'report'>,
  env: Pick<ClientEnv, 'search'>,
): { readonly ranker: Ranker; product(id: string): Product | undefined } {
  const given = weights ?? model?.weights
  const learned = readWeights(given)
  if (given && !learned) report('value-invalid', 'weights')
  const { products } = catalogue
  const byId = new Map(products.map((product) => [product.id, product]))
  const refined = createRefine(createRanker({ model, products }), { products, model, weights: learned })

  function searched(): string | undefined {
    if (page().kind !== 'search') return undefined
    const params = new URLSearchParams(env.search())
    return SEARCH_PARAMS.map((name) => params.get(name)).find((term) => term) ?? undefined
  }
  /** What is no product of the brand is out; groups are not asked about, their products are. */
  const beside = (brand: string, { exclude }: Pick<RecommendQuery, 'exclude'>): Pick<RecommendQuery, 'exclude'> => {
    const wanted = brand.toLowerCase()
    return {
      exclude: {
        has(id) {
          const product = byId.get(id)
          return !!exclude?.has(id) || (!!product && product.brand?.toLowerCase() !== wanted)
        },
      },
    }
  }
  const onPage = <Query extends Parameters<typeof refined.explore>[1]>(query: Query): Query => {
    const search = query.context?.search ?? searched()
    const { category, brand } = (query.placement ?? {}) as Partial<GivenPlacement>
    return {
      ...query,
      visitor: visitor(),
      context: { ...query.context, ...(search && { search }), ...(category && { category }) },
      ...(brand && beside(brand, query)),
    }
  }
  return {
    ranker: {
      prepare: refined.prepare,
      recommend: (query) => refined.recommend(onPage(query)),
      explore: (list, query) => refined.explore(list, onPage(query)),
      reorder: refined.reorder,
    },
    product: (id) => byId.get(id),
  }
}
