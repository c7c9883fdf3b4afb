export * from './assortment/index.js'
export { convertCatalogue, type Rates, readRates } from './catalogue/rates.js'
export {
  type CatalogueProblem,
  type CatalogueRead,
  FEED_FORMATS,
  type FeedFormat,
  type FeedHints,
  readCatalogueFile,
  readCatalogueText,
} from './catalogue/read-file.js'
export {
  type CatalogueFolder,
  type CatalogueFolderOptions,
  writeCatalogueFolder,
} from './catalogue/write-folder.js'
export {
  analyseChanges,
  CHANGE_METRICS,
  type ChangeMetric,
  type ChangesOptions,
  type ChangesResult,
  type MetricChange,
} from './changes/changes.js'
export * from './customers/index.js'
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
  bootstrapMethods,
  type IntervalMetric,
  type PairedDifference,
} from './evaluate/bootstrap-methods.js'
export type { ColdMethod, ColdPart, ColdRival } from './evaluate/cold/ask.js'
export {
  type ColdEvaluation,
  type ColdPartName,
  type ColdSettings,
  evaluateCold,
} from './evaluate/cold/cold.js'
export { type ColdFileEvaluation, type ColdOptions, evaluateColdFiles } from './evaluate/cold/cold-files.js'
export { renderCold } from './evaluate/cold/page.js'
export { summariseCold } from './evaluate/cold/summary.js'
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
export * from './experiment/index.js'
export { type ImportTableOptions, importTable, type TableImport } from './import/import-table.js'
export { TABLE_KINDS, type TableKind } from './import/kinds.js'
export type { Mapping } from './import/mapping.js'
export type { ColumnQuality, QualityReport } from './import/quality.js'
export { INSIGHTS, type InsightName, type InsightOptions, type InsightResult, runInsight } from './insights.js'
export * from './journeys/index.js'
export {
  type BootstrapOptions,
  bootstrap,
  type Interval,
  sumByUnit,
  totalOf,
  type UnitSums,
} from './learn/bootstrap.js'
export {
  type FeaturesOf,
  type FeatureValues,
  type FeatureWeights,
  featuresFrom,
  type RankFeature,
  scoreFeatures,
} from './learn/feature.js'
export {
  type FittedWeight,
  fitReweighting,
  type Reweighting,
  type ReweightingOptions,
} from './learn/fit-reweighting.js'
export {
  ATTRIBUTION_DEFAULTS,
  type AttributionWindows,
  groupLists,
  type Impression,
  type ImpressionLog,
  readImpressions,
} from './learn/impressions.js'
export { type Learned, type LearnOptions, type LearnProgress, learnWeights } from './learn/learn.js'
export { type LoggedImpressions, readLoggedImpressions } from './learn/logged-csv.js'
export {
  ESTIMATORS,
  type Estimator,
  evaluatePolicy,
  type OffPolicyOptions,
  type PolicyEstimate,
  type PolicyEvaluation,
  type WeightCheck,
} from './learn/off-policy.js'
export { empiricalPolicy, type Policy, rerankPolicy, shufflePolicy, uniformPolicy } from './learn/policy.js'
export {
  type Examination,
  estimatePositionBias,
  type PositionBias,
  type PositionBiasOptions,
} from './learn/position-bias.js'
export { fitRewardModel, type RewardModel, type RewardModelOptions } from './learn/reward-model.js'
export { warehouseFeatures } from './learn/warehouse-features.js'
export { toWeightsFile, type WeightsFile } from './learn/weights-file.js'
export {
  DRIFT_THRESHOLDS,
  type DriftFigure,
  type DriftLevel,
  type DriftOptions,
  type DriftReport,
  describeDrift,
  reportDrift,
} from './publish/drift.js'
export {
  decidePublication,
  type PairedFigure,
  type PublicationDecision,
  type PublicationQuestion,
  type SessionResults,
} from './publish/gate.js'
export { type CurrentManifest, type PublishedFile, parseCurrent, type VersionManifest } from './publish/manifest.js'
export { profileWarehouse } from './publish/profile-warehouse.js'
export { type PublishTrained, type PublishTrainedOptions, publishTrained } from './publish/publish-trained.js'
export { replaceFile } from './publish/replace-file.js'
export {
  createModelStore,
  type ModelStore,
  type Publication,
  type PublishOutcome,
} from './publish/store.js'
export { NODE_FS, type StoreFs } from './publish/store-fs.js'
export type { FileProblem } from './publish/version-folders.js'
export { type ProfileRow, profileWindow, type WindowProfile } from './publish/window-profile.js'
export type { RatioEstimate } from './quality/clustered-ratio.js'
export type { StrategyFeedback } from './quality/feedback.js'
export {
  type ListQuality,
  measureQuality,
  type PositionQuality,
  type QualityOptions,
  type QualityResult,
} from './quality/measure-quality.js'
export type { OfflineQuality } from './quality/offline.js'
export { auditWarehouse, type ColumnUse, type ConsentMonth, type WarehouseAudit } from './query/audit.js'
export {
  BASELINE_METRICS,
  type Baseline,
  type BaselineMetric,
  type BaselineOptions,
  queryBaseline,
} from './query/baseline.js'
export { queryCurrency } from './query/currency.js'
export type { DialectName } from './query/dialect.js'
export { EXPERIMENT_DEFAULTS, type ExperimentOptions, listExperiments, queryExperiment } from './query/experiment.js'
export { type InterleavingOptions, queryInterleaving } from './query/interleaving.js'
export {
  type OrderSources,
  type Overview,
  type OverviewBucket,
  queryOverview,
  type TypeCount,
} from './query/overview.js'
export { type Period, readSpan } from './query/period.js'
export { type PlacementOptions, type PlacementResult, queryPlacements } from './query/placements.js'
export type { OrderOptions } from './query/words.js'
export { createRandom } from './random.js'
export type { Action, ActionConfidence, ActionUnit } from './report/action/action.js'
export { findActions, MOST_ACTIONS } from './report/action/find-actions.js'
export { buildReport, type ReportData, type ReportOptions } from './report/data.js'
export { type ExperimentPage, renderExperimentPage } from './report/experiment-page.js'
export { summariseExperiment } from './report/experiment-summary.js'
export { renderReport } from './report/page.js'
export { renderAttribution } from './report/section/attribution.js'
export { renderBudget } from './report/section/budget.js'
export { renderChannels } from './report/section/channels.js'
export { renderCohorts } from './report/section/cohorts.js'
export { renderFeedback } from './report/section/feedback.js'
export { renderPaths } from './report/section/paths.js'
export { renderRfm } from './report/section/rfm.js'
export { renderSegments } from './report/section/segments.js'
export { summariseReport } from './report/summary.js'
export { explainVerdict, type VerdictWords } from './report/verdict-words.js'
export type { ColumnMapping, ColumnRole } from './source/file-columns.js'
export type { ExchangeRates } from './source/money.js'
export { FILE_KINDS, type FileKind, type FileSourceOptions, openFileSource } from './source/open-file-source.js'
export { openTableSource, type TableColumn, type TableSource } from './source/open-table-source.js'
export { openWarehouseSource, type WarehouseSourceOptions } from './source/open-warehouse-source.js'
export {
  INSIGHT_TABLES,
  type InsightSource,
  type InsightTable,
  type PartChoice,
  type PartTable,
  type SourceBasis,
} from './source/source.js'
export {
  type Association,
  type CorrelateResult,
  correlateTable,
  type Scatter,
} from './statistics/correlate.js'
export {
  type DescribeResult,
  describeTable,
  type NumberColumn,
  type TextColumn,
} from './statistics/describe.js'
export type { FrameOptions } from './statistics/frame.js'
export type { HistogramBin } from './statistics/histogram.js'
export {
  type Coefficient,
  type RegressOptions,
  type RegressResult,
  regressTable,
} from './statistics/regress.js'
export type { InteractionRow } from './train/collector.js'
export { encodeModel } from './train/encode.js'
export { type FittedModel, fitModel } from './train/fit.js'
export { type Interactions, type RowKind, spreadSessions } from './train/interactions.js'
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
export { type ClickHouseDatabase, type ClickHouseOptions, openClickHouse } from './warehouse/clickhouse.js'
export { copyWarehouse, countEvents } from './warehouse/copy.js'
export type { Database, KeptRows, QueryParameters } from './warehouse/database.js'
export { calendarDayStart, dayStart } from './warehouse/day-start.js'
export { openWarehouse, type Warehouse, type WarehouseOptions } from './warehouse/duckdb.js'
export { importEvents } from './warehouse/import-events.js'
export { type ImportOrdersOptions, importOrders } from './warehouse/import-orders.js'
export type { ImportOptions, ImportProblem, ImportReport } from './warehouse/import-report.js'
export type { ImportDatabase } from './warehouse/import-target.js'
export { type InteractionOptions, readInteractions, type WarehouseInteraction } from './warehouse/interactions.js'
export { type RetainOptions, type RetainReport, retainEvents } from './warehouse/retain.js'
export type { StockFinding } from './watch/read-stock.js'
export { type Alarm, type LikelyPlace, type WatchOptions, type WatchResult, watchShop } from './watch/watch-shop.js'
