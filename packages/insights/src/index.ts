export {
  BASELINE_NAMES,
  type BaselineSpec,
  createBaseline,
  parseBaselines,
  resolveBaselines,
} from './evaluate/baselines/registry.js'
export {
  type Bootstrap,
  type Bounds,
  bootstrap,
  type IntervalMetric,
  type PairedDifference,
} from './evaluate/bootstrap.js'
export {
  type EvaluateProgress,
  type EvaluateSettings,
  type Evaluation,
  evaluate,
  type MethodResult,
  type RivalResult,
} from './evaluate/evaluate.js'
export { type EvaluateOptions, evaluateFiles, type FileEvaluation } from './evaluate/evaluate-files.js'
export type { ListMetrics } from './evaluate/list-metrics.js'
export { type Accuracy, createAccuracy } from './evaluate/metrics.js'
export { createOwnModel, type OwnModel, type OwnModelOptions } from './evaluate/own-model.js'
export { renderEvaluation } from './evaluate/page.js'
export type { Answer, EvaluationMode, Predict, Protocol, Question } from './evaluate/predict.js'
export { type Replay, type ReplaySettings, replay } from './evaluate/replay.js'
export { summariseEvaluation } from './evaluate/summary.js'
export { type Estimate, estimateMean, estimateRatio, type RatioSums, type Sums } from './experiment/estimate.js'
export {
  type ArmResult,
  type ExperimentResult,
  METRICS,
  type MetricName,
  type MetricResult,
  readExperiment,
} from './experiment/result.js'
export { type Difference, differ, type SequenceOptions } from './experiment/sequential.js'
export { checkSampleRatio, type SampleRatio } from './experiment/srm.js'
export type { Verdict } from './experiment/verdict.js'
export {
  type ExperimentArm,
  type ExperimentData,
  type ExperimentOptions,
  listExperiments,
  queryExperiment,
} from './query/experiment.js'
export { type Overview, type OverviewBucket, queryOverview, type TypeCount } from './query/overview.js'
export type { Period } from './query/period.js'
export { type PlacementOptions, type PlacementResult, queryPlacements } from './query/placements.js'
export { buildReport, type ReportData, type ReportOptions } from './report/data.js'
export { renderReport } from './report/page.js'
export { summariseReport } from './report/summary.js'
export { encodeModel } from './train/encode.js'
export { type FittedModel, fitModel } from './train/fit.js'
export { type InteractionRow, type Interactions, type RowKind, spreadSessions } from './train/interactions.js'
export { type BadRow, type InteractionInput, type ReadReport, readSessions } from './train/read.js'
export { type ItemTraits, readItemTraits } from './train/read-items.js'
export { readSequences, type SplitSequences } from './train/read-sequences.js'
export {
  type ResolvedTrainSettings,
  resolveTrainSettings,
  TRAIN_DEFAULTS,
  type TrainSettings,
} from './train/settings.js'
export { type TrainOptions, type TrainProgress, type TrainSummary, train } from './train/train.js'
export { type Appended, appendEvents } from './warehouse/append.js'
export { openWarehouse, type QueryParameters, type Warehouse, type WarehouseOptions } from './warehouse/duckdb.js'
export { importEvents } from './warehouse/import-events.js'
export { type ImportOrdersOptions, importOrders } from './warehouse/import-orders.js'
export type { ImportOptions, ImportProblem, ImportReport } from './warehouse/import-report.js'
export { type InteractionOptions, readInteractions, type WarehouseInteraction } from './warehouse/interactions.js'
