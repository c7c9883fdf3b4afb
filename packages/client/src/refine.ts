/** What ranking can do without until it is loaded: it comes beside the files, and the order of the plain ranker serves without it. */
import type { Ranker } from '@endcap/ranker'
import { createRefine, readWeights } from '@endcap/ranker/refine'
import type { Tracker } from '@endcap/tracker'
import type { ClientEnv } from './env.js'
import type { Files } from './files.js'

export { foldShown } from '@endcap/ranker/refine'

/** Parameters by which shops name the words of a search: WooCommerce `s`, Magento and Shopify `q`, others. */
const SEARCH_PARAMS = ['q', 's', 'query', 'search', 'keyword', 'k']

/** Refines a ranker with what this page knows of visitor and search. Weights that cannot be read are reported and done without. */
export function refineRanker(
  ranker: Ranker,
  { catalogue, model, weights }: Files,
  { visitor, page, report }: Tracker,
  env: Pick<ClientEnv, 'search'>,
): Ranker {
  const given = weights ?? model?.weights
  const learned = readWeights(given)
  if (given && !learned) report('value-invalid', 'weights')
  const refined = createRefine(ranker, { products: catalogue.products, model, weights: learned })

  function searched(): string | undefined {
    if (page().kind !== 'search') return undefined
    const params = new URLSearchParams(env.search())
    return SEARCH_PARAMS.map((name) => params.get(name)).find((term) => term) ?? undefined
  }
  const onPage = <Query extends Parameters<typeof refined.explore>[1]>(query: Query): Query => {
    const search = query.context?.search ?? searched()
    return { ...query, visitor: visitor(), context: { ...query.context, ...(search && { search }) } }
  }

  return {
    recommend: (query) => refined.recommend(onPage(query)),
    explore: (list, query) => refined.explore(list, onPage(query)),
    reorder: refined.reorder,
  }
}
