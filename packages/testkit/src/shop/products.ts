import { chanceOf } from './draw.js'
import type { ShopCategory } from './truth.js'

/** A product of the shop. */
export interface ShopProduct {
  readonly id: string
  readonly name: string
  readonly brand: string
  /** Index into the shop's categories. */
  readonly category: number
  /** In EUR, as long as it does not move. */
  readonly price: number
  /** Share of its category's pieces before anybody's taste. */
  readonly popularity: number
  /** How often a look at it becomes a click. */
  readonly attraction: number
  /** Power of price in pieces sold; 0: the price moves, and nobody minds; undefined: it does not move. */
  readonly elasticity: number | undefined
}

const BRANDS = ['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Ginkgo', 'Hazel'] as const
/** What a moving price is against its usual one, two weeks at a time. */
export const PRICE_STEPS = [0.75, 0.85, 1, 1.1, 1.2] as const
export const PRICE_DAYS = 14
const ELASTICITIES = [-0.5, -1, -1.5, -2, -2.5, -3] as const

/** The catalogue. In each category one popular product has a price that moves. */
export function createProducts(
  categories: readonly ShopCategory[],
  perCategory: number,
  { seed, isNull }: { readonly seed: number; readonly isNull: boolean },
): ShopProduct[] {
  return categories.flatMap((category, c) =>
    Array.from({ length: perCategory }, (_, n): ShopProduct => {
      const chance = (key: number) => chanceOf(seed, c, n, key)
      const spread = Math.exp((chance(1) - 0.5) * 2)
      return {
        id: `${category.id}-${n + 1}`,
        name: `${BRANDS[n % BRANDS.length]} ${category.id} ${n + 1}`,
        brand: BRANDS[n % BRANDS.length] as string,
        category: c,
        price: Math.round(category.medianPrice * spread) + 0.9,
        popularity: 1 / (n + 3),
        attraction: isNull ? 0.12 : 0.06 + 0.12 * chance(2),
        elasticity: n !== MOVING_RANK ? undefined : isNull ? 0 : ELASTICITIES[c % ELASTICITIES.length],
      }
    }),
  )
}

/** Popular enough to be bought, not the most popular one. */
const MOVING_RANK = 2

/** Price in EUR on a day of the shop, from 0. */
export function priceOn(product: ShopProduct, index: number, day: number, seed: number): number {
  return Math.round(product.price * 100 * priceStep(product, index, day, seed)) / 100
}

/** Against its usual price. */
export function priceStep(product: ShopProduct, index: number, day: number, seed: number): number {
  if (product.elasticity === undefined) return 1
  const at = Math.floor(chanceOf(seed, index, Math.floor(day / PRICE_DAYS), 3) * PRICE_STEPS.length)
  return PRICE_STEPS[at] as number
}

/** Chance that a wish for a product of a moving price becomes a purchase: in proportion to price to its elasticity. */
export function acceptance({ elasticity = 0 }: ShopProduct, step: number): number {
  return elasticity === 0 ? 1 : (step / PRICE_STEPS[0]) ** elasticity
}
