export type { Candidate, Question, Seed, Shop, Strategy } from './candidates.js'
export { decodeModel } from './model/decode.js'
export { isManifest } from './model/file.js'
export { createShardedModel, type ShardedModel, type ShardedOptions } from './model/sharded.js'
export { affinityAt, PRICE_BANDS, TASTE_HALF_LIFE_MS } from './profile/affinity.js'
export { decay } from './profile/decay.js'
export { foldEvent } from './profile/fold.js'
export {
  createRanker,
  type RankContext,
  type RankedPlacement,
  type Ranker,
  type RankerOptions,
  type RankReason,
  type Recommendation,
  type RecommendQuery,
  type ReorderQuery,
} from './ranker.js'
export type { RankPart } from './refine/part.js'
export { createScorer, type Scored, type ScoreNext, type ScoreOptions } from './score.js'
