export * from './audience.js'
export { CLICK_IDS, campaignKey } from './campaign.js'
export { type EncodeCatalogueOptions, type EncodedCatalogue, encodeCatalogue } from './catalogue-encode.js'
export * from './catalogue-index.js'
export { cardFields, joinCatalogue } from './catalogue-join.js'
export { readChannel } from './channel.js'
export { checksum32, checksumWords } from './checksum.js'
export * from './config.js'
export { createEmitter, type Emitter } from './emitter.js'
export type { Clock, Fetch, FetchInit, FetchResponse, Random, Store, TryLock } from './env.js'
export { EndcapError, ERRORS, type ErrorCode, type Problem } from './error.js'
export * from './event.js'
export * from './frequency.js'
export { fnv1a32, hashToUnit } from './hash.js'
export * from './model.js'
export { formatMoney } from './money.js'
export { type ParsedConfig, parseConfig } from './parse/config.js'
export { EVENT_LIMITS, type ParsedBatch, parseBatch, parseEvent } from './parse/event.js'
export { type ParsedCatalogue, parseCatalogue } from './parse/product.js'
export type { Parsed } from './parse/read.js'
export * from './product.js'
export * from './profile.js'
export * from './rules.js'
export * from './schedule.js'
export { scrubText, scrubUrl } from './scrub.js'
export { type Cell, type StoredEvent, toWarehouseRows, type WarehouseRows } from './stored-event.js'
export {
  type ColumnType,
  EVENT_ITEMS_TABLE,
  EVENTS_TABLE,
  type TableSpec,
  WAREHOUSE_TABLES,
} from './warehouse.js'
export { type WarehouseDialect, warehouseDdl } from './warehouse-ddl.js'
