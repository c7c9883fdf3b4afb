export { createFakeClock, type FakeClock } from './clock.js'
export { differences } from './differences.js'
export { makeEvent } from './event.js'
export { createSeededRandom } from './random.js'
export type { ShopIncident, ShopJourney, ShopPerson } from './shop/people.js'
export { PRICE_DAYS, priceStep, type ShopProduct } from './shop/products.js'
export { createSyntheticShop, type SyntheticShop, type SyntheticShopOptions } from './shop/shop.js'
export {
  type ShopCategory,
  type ShopChannel,
  type ShopSegment,
  type ShopStrategy,
  type ShopTruth,
  seasonOf,
} from './shop/truth.js'
export { createMemoryStore, type MemoryStore } from './store.js'
export {
  type FunctionCases,
  type HashVectors,
  readHashVectors,
  readStatisticsVectors,
  type StatisticsVectors,
} from './vectors.js'
