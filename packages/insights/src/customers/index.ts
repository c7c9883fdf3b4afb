export { BEHAVIOURS, type Behaviour, STAGES, type Stage } from './behaviour.js'
export { COHORT_UNITS, type CohortUnit } from './calendar.js'
export { analyseChurn, type ChurnOptions } from './churn/churn.js'
export type { ChurnCustomer, ChurnResult } from './churn/churn-result.js'
export { type Clustering, type ClusterOptions, clusterPoints } from './clusters.js'
export { analyseClv, type ClvOptions, type ClvResult } from './clv/clv.js'
export {
  analyseCohorts,
  type Cohort,
  type CohortCell,
  type CohortOptions,
  type CohortResult,
  type RetentionPoint,
} from './cohorts.js'
export {
  analyseFeedback,
  type FeedbackOptions,
  type FeedbackPeriod,
  type FeedbackResult,
  type NetPromoter,
  netPromoter,
} from './feedback.js'
export {
  type PublishedSegments,
  type PublishSegmentsOptions,
  publishSegments,
  segmentId,
  withSegments,
} from './publish-segments.js'
export {
  analyseRfm,
  type RfmCustomer,
  type RfmOptions,
  type RfmResult,
  type RfmSegment,
  scoreCustomers,
} from './rfm.js'
export { NO_SEGMENT, parseRfmRules, RFM_RULES, type RfmRule, segmentOf } from './rfm-rules.js'
export { type RfmBounds, type RfmScores, type RfmValues, rfmBounds, scoreRfm } from './rfm-score.js'
export {
  exportSegments,
  type SegmentExport,
  type SegmentExportOptions,
  type SegmentRow,
  segmentCsv,
} from './segment-export.js'
export { SEGMENT_KINDS, type SegmentGroup, type SegmentKind } from './segment-groups.js'
export {
  analyseSegments,
  type CustomerSegments,
  type SegmentOptions,
  type SegmentPerson,
} from './segments.js'
export { SEGMENT_DEFAULTS, type SegmentSettings, type ValueWeights } from './settings.js'
export { type Trend, trendOf } from './trend.js'
export { type Share, wilson } from './wilson.js'
