/** All of ranking: it comes beside the files that it ranks by, so that the script itself is small. */
import { createRanker, type Ranker } from '@endcap/ranker'
import { createRefine, readWeights } from '@endcap/ranker/refine'
import type { Tracker } from '@endcap/tracker'
import { type AllocateInput, type Allocation, allocate, type SlotRequest } from './allocate.js'
import type { GivenPlacement } from './client.js'
import type { ClientEnv } from './env.js'
import type { Files } from './files.js'

export { foldShown } from '@endcap/ranker/refine'

/** Parameters by which shops name the words of a search: WooCommerce `s`, Magento and Shopify `q`, others. */
const SEARCH_PARAMS = ['q', 's', 'query', 'search', 'keyword', 'k']

/** What the slots and lists of a page are filled by. */
export interface PageRanker {
  /** Fills all slots of the page together; an answer for each wish, in their order. */
  allocate(requests: readonly SlotRequest[], question: PageQuestion): Allocation[]
  /** The shop's own list in the visitor's order. */
  reorder(ids: readonly string[], question: PageQuestion): string[]
}

/** Whom lists are for, where and when. */
export type PageQuestion = Omit<AllocateInput, 'ranker' | 'product'>

/** Ranks by the files of this page, refined with what it knows of visitor and search. Weights that cannot be read are reported and done without. */
export function createPageRanker(
  { catalogue, model, weights }: Files,
  { visitor, page, report }: Tracker,
  env: Pick<ClientEnv, 'search'>,
): PageRanker {
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
  const onPage = <Query extends Parameters<typeof refined.explore>[1]>(query: Query): Query => {
    const search = query.context?.search ?? searched()
    const category = (query.placement as GivenPlacement | undefined)?.category
    return {
      ...query,
      visitor: visitor(),
      context: { ...query.context, ...(search && { search }), ...(category && { category }) },
    }
  }

  const ranker: Ranker = {
    recommend: (query) => refined.recommend(onPage(query)),
    explore: (list, query) => refined.explore(list, onPage(query)),
    reorder: refined.reorder,
  }
  return {
    allocate: (requests, question) => allocate(requests, { ...question, ranker, product: (id) => byId.get(id) }),
    reorder: ranker.reorder,
  }
}
