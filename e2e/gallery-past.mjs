/** Gives the visitor of an open page of the gallery a past: four products looked at, three searches, one product in the cart; all kept. */
import { THEMES } from '../examples/theme-gallery/themes.mjs'

/**
 * Resolves when the device has kept it: a page that is left at once may take it along.
 * @param {import('playwright-core').Page} page
 * @param {string} theme
 * @param {string} dir
 */
export async function givePast(page, theme, dir) {
  const terms = THEMES[theme].goods.slice(0, 3).map((goods) => goods[dir === 'rtl' ? 3 : 2])
  await page.evaluate(
    async ({ prefix, terms }) => {
      const { endcap } = window
      await endcap.ready
      for (const i of [9, 20, 31, 42]) {
        endcap.track('view_item', { items: [{ item_id: `${prefix}-${i}`, quantity: 1 }] })
        // In one millisecond they would have no order.
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      endcap.track('add_to_cart', { items: [{ item_id: `${prefix}-13`, quantity: 1 }] })
      for (const term of terms) endcap.track('search', { search: { term } })
      const answer = (request) =>
        new Promise((resolve) => {
          request.onsuccess = () => resolve(request.result)
        })
      const isKept = async () => {
        for (const { name } of await indexedDB.databases()) {
          const db = await answer(indexedDB.open(name))
          const stores = [...db.objectStoreNames]
          const all = await Promise.all(stores.map((each) => answer(db.transaction(each).objectStore(each).getAll())))
          db.close()
          if (all.some((rows) => rows.some(({ searches }) => searches?.length >= terms.length))) return true
        }
        return false
      }
      while (!(await isKept())) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    { prefix: theme, terms },
  )
}
