import type { Product } from '@endcap/core'
import type { Shop } from './candidates.js'
import { tasteKeys } from './profile/affinity.js'

/**
 * Gives the places of the catalogue's products that are like one of them, itself included, with their likeness as a score of at most a
 * part of `weight`. None when the catalogue does not have it.
 */
export type Alike = (place: number, weight: number, give: (place: number, score: number) => void) => void

/** A close likeness in content counts as much as a neighbour that follows in one visit of five. */
const CONTENT_SHARE = 0.2
/** So many products are looked at, those of the rarest traits first: a trait of half the catalogue tells little and costs the most. */
const MOST = 600

/**
 * Content similarity: what a product shares of another's category path, brand, price band, tags, attributes and title
 * words. A rare trait weighs more, by 1 / √(products that have it), and a category three times as much as the rest.
 * The index is built at the first question.
 */
export function createAlike({ products, placeOf }: Pick<Shop, 'products' | 'placeOf'>): Alike {
  /** By place the traits of the product, then with the rarest first, each with the places that have it. */
  const traits: { readonly weight: number; readonly places: number[] }[][] = []
  const isSorted: boolean[] = []
  /** By place, while an answer is made. */
  let likeness = new Float64Array()
  function build(): void {
    const holders = new Map<string, { readonly weight: number; readonly places: number[] }>()
    for (const product of products.values()) {
      const own = placeOf(product.id)
      traits[own] = Array.from(traitsOf(product), (name) => {
        let trait = holders.get(name)
        if (!trait) holders.set(name, (trait = { weight: name.startsWith('category:') ? 3 : 1, places: [] }))
        trait.places.push(own)
        return trait
      })
    }
    likeness = new Float64Array(traits.length)
  }
  return (place, weight, give) => {
    if (!traits.length) build()
    const own = traits[place] ?? []
    if (!isSorted[place]) own.sort((a, b) => a.places.length - b.places.length)
    isSorted[place] = true
    const alike: number[] = []
    let looked = 0
    for (const { weight, places } of own) {
      if (looked && looked + places.length > MOST) break
      looked += places.length
      const share = weight / Math.sqrt(places.length)
      for (const other of places) {
        if (!likeness[other]) alike.push(other)
        likeness[other]! += share
      }
    }
    const share = weight * (CONTENT_SHARE / likeness[place]!)
    for (const other of alike) {
      give(other, share * likeness[other]!)
      likeness[other] = 0
    }
  }
}

const traitsOf = (product: Product): Set<string> => {
  const { attributes = {}, tags, title } = product
  // As text, lists and pairs are their entries between commas.
  const words = `${[title, tags, Object.entries(attributes)]}`.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu)
  return new Set([...tasteKeys(product), ...(words ?? [])])
}
