/** Logged lists of a shop whose truth is known: how far people look, and what draws them. */
import type { FeaturesOf, Impression } from '../src/index.js'
import { createRandom } from '../src/random.js'

/** What is planted. */
export interface PlantedShop {
  readonly seed: number
  readonly lists?: number
  /** Examination by position; its length is that of a list. */
  readonly examination?: readonly number[]
  /** What draws, by feature: attraction is base × exp(Σ weight × value). */
  readonly weights?: Readonly<Record<string, number>>
  readonly base?: number
  /** How often a list is shuffled; else it is in the order of `ranker`. */
  readonly shuffled?: number
  /** The order in use: by a feature, the largest first; or by what really draws in this very list. */
  readonly ranker?: string | 'truth'
}

export const FEATURES = ['mark', 'taste', 'price'] as const
const DAY_MS = 86_400_000
const ITEMS = 40

/** Features of an item in a list: `mark` belongs to the item, the others to item and visitor together. */
export const plantedFeatures: FeaturesOf = ({ item, requestId }) =>
  Object.fromEntries(
    FEATURES.map((name) => [name, chance(`${name} ${item} ${name === 'mark' ? '' : requestId.split(':')[1]}`)]),
  )

export function plantShop(options: PlantedShop): Impression[] {
  const { seed, lists = 4000, examination = [1, 0.7, 0.5, 0.35, 0.25] } = options
  const { weights = {}, base = 0.1, shuffled = 1, ranker = 'price' } = options
  const random = createRandom(seed)
  const rows: Impression[] = []
  for (let list = 0; list < lists; list++) {
    const visitor = `v${Math.floor(random() * (lists / 3))}`
    const requestId = `r${list}:${visitor}`
    const ts = Math.floor((list / lists) * 21 * DAY_MS)
    const chosen = new Set<string>()
    while (chosen.size < examination.length) chosen.add(`i${Math.floor(random() * ITEMS)}`)
    const cards = [...chosen].map((item) => {
      const values = plantedFeatures({ item, requestId } as Impression)
      const drawn = Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * (values[name] ?? 0), 0)
      return { item, drawn, score: ranker === 'truth' ? drawn : (values[ranker] ?? 0) }
    })
    const ranked = [...cards].sort((a, b) => b.score - a.score)
    const order = random() < shuffled ? shuffle(ranked, random) : ranked
    order.forEach((card, position) => {
      const stays = ranked[position] === card ? 1 - shuffled : 0
      rows.push({
        requestId,
        placement: 'row',
        position,
        propensity: stays + shuffled / examination.length,
        strategy: 'planted',
        model: null,
        item: card.item,
        visitor,
        session: visitor,
        ts,
        clicked: random() < (examination[position] as number) * base * Math.exp(card.drawn),
        carted: false,
        bought: false,
      })
    })
  }
  return rows
}

function shuffle<Value>(values: readonly Value[], random: () => number): Value[] {
  const rest = [...values]
  return values.map(() => rest.splice(Math.floor(random() * rest.length), 1)[0] as Value)
}

/** Uniform in [0, 1), the same for the same text. */
function chance(text: string): number {
  let hash = 2166136261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507)
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
