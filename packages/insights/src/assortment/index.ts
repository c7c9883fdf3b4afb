export { RULE_LEVELS, type RuleLevel } from './baskets.js'
export { SALES_MEASURES, type SalesLevel, type SalesMeasure } from './daily-sales.js'
export { analyseForecast, type Forecast, type ForecastOptions, type ForecastResult } from './forecast.js'
export { type PlacedRules, type PlaceOptions, placeRulesInConfig } from './place.js'
export type { PriceResult, PriceSensitivity, PriceSuggestion } from './prices.js'
export { analyseProducts, type ProductOptions, type ProductResult } from './products.js'
export type { Restock } from './restock.js'
export type { Rule } from './rule.js'
export { analyseRules, RULE_DEFAULTS, type RuleOptions, type RuleResult } from './rules.js'
export type { SeenProduct } from './seen-products.js'
export {
  analyseSequences,
  type PurchaseSequenceOptions,
  type Sequence,
  type SequenceResult,
} from './sequences.js'
export type { Substitute } from './substitutes.js'
