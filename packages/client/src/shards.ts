/** What a page whose model is one file does not load. */
import { createShardedModel } from '@endcap/ranker'
import type { Fail } from './fail.js'
import type { Get, InTime } from './files.js'
import { gunzip } from './gunzip.js'
import type { Ask, PageModel } from './model.js'
import { tellModel } from './tell-model.js'

/** So many of the items in the cart, the last ones, are asked of the model by `bought-together`. */
const CART_ITEMS = 30
/** Ids that one question wants, and shards that are kept: those of a question never push each other out. */
const MOST = 48

/**
 * Opens a sharded model; its files lie in `folder`. At first it knows the most wanted items, and no neighbours. A file that fails
 * or is late is told to `fail` once and done without. Throws `model-damaged` for the manifest.
 */
export function openShards(manifest: ArrayBuffer, folder: string, get: Get, inTime: InTime, fail: Fail): PageModel {
  const sharded = createShardedModel(
    manifest,
    async (name) => gunzip(await inTime(get<ArrayBuffer>(folder + name, 'arrayBuffer', 'force-cache'))),
    { keep: MOST, onError: (error, name) => tellModel(fail, `${name}: `, error) },
  )

  /** What lists of this moment start from: the product of the page, the items met last, the cart from its end. */
  function wanted({ profile: { recent, cart }, context: { productId } }: ReturnType<Ask>): string[] {
    const met = recent.slice(0, sharded.model.header.scoring.steps.length)
    const ids = [...met, ...cart.slice(-CART_ITEMS).reverse()].map(({ id }) => id)
    return [...new Set(productId ? [productId, ...ids] : ids)].slice(0, MOST)
  }

  return {
    get header() {
      return sharded.model.header
    },
    get ids() {
      return sharded.model.ids
    },
    get count() {
      return sharded.model.count
    },
    get trend() {
      return sharded.model.trend
    },
    get tables() {
      return sharded.model.tables
    },
    idOf: (index) => sharded.model.idOf(index),
    indexOf: (id) => sharded.model.indexOf(id),
    async want(ask, onLate) {
      const load = async () => {
        // What is met while files are on their way is wanted too.
        for (let before = '', ids = wanted(ask()); ids.join() !== before; ids = wanted(ask())) {
          before = ids.join()
          await sharded.want(ids)
        }
      }
      const loading = load()
      await inTime(loading).catch(() => {
        loading.then(onLate, () => {})
      })
    },
  }
}
