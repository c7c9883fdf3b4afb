import { type Draw, totalsOf } from './draw.js'
import type { ShopIncident } from './people.js'
import { acceptance, priceStep } from './products.js'
import { type ShopSegment, type ShopTruth, seasonOf } from './truth.js'

/** What segments put into their baskets. */
export interface Taste {
  /** Index of a product by a segment's taste, in a category of its taste. */
  product(segment: number, draw: Draw): number
  /** Pieces by index of the product; never empty. */
  basket(segment: number, day: number, draw: Draw): Map<number, number>
}

export interface TasteOptions {
  readonly seed: number
  readonly startDay: number
  readonly incidents: readonly ShopIncident[]
}

type Known = Pick<ShopTruth, 'segments' | 'categories' | 'products' | 'pairs'>

/**
 * Pieces of a category are Poisson with the segment's mean times the season, and each is a product drawn by itself: so products are
 * in baskets independently of each other, but for what segments and pairs plant.
 */
export function createTaste(
  { segments, categories, products, pairs }: Known,
  { seed, startDay, incidents }: TasteOptions,
): Taste {
  const members = categories.map((_, c) => products.flatMap(({ category }, index) => (category === c ? [index] : [])))
  const byTaste = segments.map((segment) =>
    members.map((indexes, c) =>
      totalsOf(
        indexes.map((index) => {
          const { price = 1, popularity = 0 } = products[index] ?? {}
          return popularity * (price / (categories[c]?.medianPrice ?? 1)) ** segment.priceTaste
        }),
      ),
    ),
  )
  const categoryTotals = segments.map((segment) => totalsOf(segment.categories))
  const numbers = new Map(products.map(({ id }, index) => [id, index]))
  const companions = pairs.map(({ from, to, chance }) => ({
    from: numbers.get(from) as number,
    to: numbers.get(to) as number,
    chance,
  }))

  const pick = (segment: number, category: number, draw: Draw): number =>
    members[category]?.[draw.pick(byTaste[segment]?.[category] as Float64Array)] as number
  const product = (segment: number, draw: Draw): number =>
    pick(segment, draw.pick(categoryTotals[segment] as Float64Array), draw)

  function disturbed(category: string, day: number): number {
    return incidents.reduce(
      (factor, incident) =>
        incident.category === category && day >= incident.fromDay && day < incident.toDay
          ? factor * incident.factor
          : factor,
      1,
    )
  }

  return {
    product,
    basket(s, day, draw) {
      const segment = segments[s] as ShopSegment
      const pieces = new Map<number, number>()
      categories.forEach((category, c) => {
        const season = seasonOf(category, startDay + day) * disturbed(category.id, day)
        const wishes = draw.poisson(segment.basketMean * (segment.categories[c] as number) * season)
        for (let wish = 0; wish < wishes; wish++) {
          const index = pick(s, c, draw)
          const chosen = products[index] as (typeof products)[number]
          if (!draw.is(acceptance(chosen, priceStep(chosen, index, day, seed)))) continue
          pieces.set(index, (pieces.get(index) ?? 0) + 1)
        }
      })
      for (const { from, to, chance } of companions) {
        if (pieces.has(from) && !pieces.has(to) && draw.is(chance)) pieces.set(to, 1)
      }
      while (pieces.size === 0) {
        const index = product(s, draw)
        if (products[index]?.elasticity === undefined) pieces.set(index, 1)
      }
      return pieces
    },
  }
}
