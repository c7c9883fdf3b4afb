export { createFakeClock, type FakeClock } from './clock.js'
export { makeEvent } from './event.js'
export { createSeededRandom } from './random.js'
export { createMemoryStore, type MemoryStore } from './store.js'
export {
  type FunctionCases,
  type HashVectors,
  readHashVectors,
  readStatisticsVectors,
  type StatisticsVectors,
} from './vectors.js'
