export { type AnalyseOptions, analyseExperiment, analyseExperiments } from './analyse.js'
export { type Balance, checkBalance } from './balance.js'
export {
  BANDIT_DEFAULTS,
  type BanditArm,
  type BanditOptions,
  type BanditShares,
  thompsonShares,
} from './bandit.js'
export { banditWeights } from './bandit-weights.js'
export {
  type Cost,
  type Decision,
  LIFT_PRIOR,
  type Posterior,
  type Prior,
  posterior,
} from './bayes.js'
export { type CompareOptions, compareMetric } from './compare.js'
export { type Correction, chooseCorrection, correctP } from './correct.js'
export { cupedReduction, cupedTheta, cupedVariance } from './cuped.js'
export type { ExperimentArm, ExperimentData, MomentsByArm, NoveltyData, SegmentData } from './data.js'
export {
  absoluteEffect,
  type Effect,
  effectVariance,
  liftEstimate,
  type Sides,
  sidesOf,
} from './effect.js'
export { type Estimate, estimateMean, type Sums } from './estimate.js'
export { type GuardrailState, readGuardrail } from './guardrail.js'
export {
  type InterleavingResult,
  type InterleavingSums,
  readInterleaving,
  signTest,
} from './interleave.js'
export { type InterleavingQuestion, interleavingVisitorsNeeded } from './interleave-power.js'
export { type Lift, liftOf } from './lift.js'
export { type Linear, linearise } from './linearise.js'
export { METRICS, type Measure, type MetricDefinition } from './metric.js'
export { checkMixed, type MixedExposure } from './mixed.js'
export { addMoments, type MetricMoments, momentsOf, NO_MOMENTS } from './moments.js'
export { type Novelty, readNovelty } from './novelty.js'
export { metricsOf } from './own-metric.js'
export { type Plan, type PlanNeed, type PlanOptions, planExperiment } from './plan.js'
export {
  detectableLift,
  fixedSampleSize,
  liftSpread,
  type MetricShape,
  POWER_DEFAULTS,
  type PowerQuestion,
  type Reading,
  type Spread,
  shareSpread,
  visitorsNeeded,
} from './power.js'
export { READ_DEFAULTS, type ReadOptions, readExperiment } from './read.js'
export type {
  ArmResult,
  ArmValue,
  Comparison,
  CourseDay,
  ExperimentResult,
  Health,
  MetricResult,
  SegmentResult,
} from './result.js'
export { standardErrorsWide } from './sequence-width.js'
export {
  type Difference,
  differ,
  type OneSided,
  type SequenceOptions,
  surround,
  surroundOneSided,
} from './sequential.js'
export { createPreviewKey, type PreviewWish, publicPreviewKey, signPreview } from './sign-preview.js'
export {
  createShop,
  type SimulatedArm,
  type SimulatedMetric,
  type SimulatedShop,
} from './simulate/experiment.js'
export {
  type ByReading,
  runStudy,
  type Study,
  type StudyMetric,
  type StudyOptions,
  type StudyRow,
} from './simulate/study.js'
export { type PlantedArm, TRAFFIC, type Traffic } from './simulate/traffic.js'
export { checkSampleRatio, type SampleRatio } from './srm.js'
export { FLOOR_DAYS, FLOOR_VISITORS, PREFERENCE, type Verdict } from './verdict.js'
export { type WelchTest, welch } from './welch.js'
