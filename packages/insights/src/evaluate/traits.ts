import type { ItemTraits } from '../train/read-items.js'

/** Price bands: fifths of the train items by price. */
const BANDS = 5

/** Category, brand and price band by train index, ready to compare. */
export interface TraitIndex {
  /** Train items with any of the three. */
  readonly known: number
  /** Mean distance of the pairs that have a trait in common to compare; undefined when there are none. */
  diversity(items: readonly number[]): number | undefined
  /** Share of each category in the items, each item's own spread over its categories; undefined when none has one. */
  categoryMix(items: readonly number[]): Map<number, number> | undefined
}

/**
 * Numbers the traits of the train items. An item without categories has its attributes in their place. Price bands are
 * fifths of the train items' prices, nothing of test. The distance of two items is the mean over what both have of:
 * 1 − shared / all categories (Jaccard), 0 or 1 for the brand, bands apart / 4.
 */
export function createTraitIndex(ids: readonly string[], traits: ReadonlyMap<string, ItemTraits>): TraitIndex {
  const number = numbering()
  const found = ids.map((id) => traits.get(id))
  const categories = found.map((item) => {
    const labels = item?.categories?.length ? item.categories : (item?.attributes ?? [])
    return Uint32Array.from(new Set(labels.map((label) => number(label.toLowerCase())))).sort()
  })
  const brands = found.map((item) => (item?.brand ? number(`brand ${item.brand.toLowerCase()}`) : -1))
  const prices = Float64Array.from(found.flatMap(({ price } = { attributes: [] }) => price ?? [])).sort()
  const bands = found.map((item) => {
    if (item?.price === undefined) return -1
    let below = 0
    for (let cut = 1; cut < BANDS; cut++)
      if (item.price > prices[Math.floor((cut * prices.length) / BANDS)]!) below = cut
    return below
  })
  const distance = (a: number, b: number): number => {
    let [sum, compared] = [0, 0]
    const [first, second] = [categories[a]!, categories[b]!]
    if (first.length > 0 && second.length > 0) {
      const shared = countShared(first, second)
      sum += 1 - shared / (first.length + second.length - shared)
      compared++
    }
    if (brands[a]! >= 0 && brands[b]! >= 0) {
      sum += brands[a] === brands[b] ? 0 : 1
      compared++
    }
    if (bands[a]! >= 0 && bands[b]! >= 0) {
      sum += Math.abs(bands[a]! - bands[b]!) / (BANDS - 1)
      compared++
    }
    return compared > 0 ? sum / compared : Number.NaN
  }
  return {
    known: ids.filter((_, i) => categories[i]!.length > 0 || brands[i]! >= 0 || bands[i]! >= 0).length,
    diversity(items) {
      let [sum, pairs] = [0, 0]
      for (let i = 0; i < items.length; i++) {
        for (let j = i + 1; j < items.length; j++) {
          const apart = distance(items[i]!, items[j]!)
          if (Number.isNaN(apart)) continue
          sum += apart
          pairs++
        }
      }
      return pairs > 0 ? sum / pairs : undefined
    },
    categoryMix(items) {
      const having = items.filter((item) => categories[item]!.length > 0)
      if (having.length === 0) return undefined
      const mix = new Map<number, number>()
      for (const item of having) {
        const own = categories[item]!
        for (const label of own) mix.set(label, (mix.get(label) ?? 0) + 1 / own.length / having.length)
      }
      return mix
    },
  }
}

function numbering(): (name: string) => number {
  const known = new Map<string, number>()
  return (name) => {
    const found = known.get(name) ?? known.size
    known.set(name, found)
    return found
  }
}

/** How many numbers two rising lists share. */
function countShared(a: Uint32Array, b: Uint32Array): number {
  let [i, j, shared] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      shared++
      i++
      j++
    } else if (a[i]! < b[j]!) i++
    else j++
  }
  return shared
}
