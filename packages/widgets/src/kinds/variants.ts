import { isBuyable, type Product, type ProductVariant } from '@endcap/core'

/** The variants of a product that can be bought. The page reads the catalogue loosely: what is no list is none. */
export function variantsOf({ variants }: Product): readonly ProductVariant[] {
  return Array.isArray(variants) ? variants.filter((variant) => variant && isBuyable(variant as Product)) : []
}
