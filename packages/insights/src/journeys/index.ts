export {
  type AttributionResult,
  analyseAttribution,
  type ShareRange,
} from './attribution/analyse-attribution.js'
export {
  ATTRIBUTION_MODELS,
  type Attribution,
  type AttributionModel,
  type AttributionOptions,
  attribute,
  type ModelCredits,
} from './attribution/attribution.js'
export { dropRepeats, type Path, type PathRow, parsePaths } from './attribution/path.js'
export {
  analyseBudget,
  type BudgetChannel,
  type BudgetOptions,
  type BudgetResult,
} from './budget/analyse-budget.js'
export type { Expected } from './budget/propose.js'
export type { CampaignResult } from './channels/analyse-campaigns.js'
export {
  analyseChannels,
  type ChannelResult,
  type ChannelsOptions,
  type ChannelsResult,
} from './channels/analyse-channels.js'
export { type CostRow, readCosts } from './channels/costs.js'
export { analysePaths, type PathsOptions, type PathsResult } from './paths/analyse-paths.js'
