export * from './audience.js'
export { CLICK_IDS, campaignKey } from './campaign.js'
export { type EncodeCatalogueOptions, type EncodedCatalogue, encodeCatalogue } from './catalogue-encode.js'
export * from './catalogue-index.js'
export { cardFields, joinCatalogue } from './catalogue-join.js'
export { readChannel } from './channel.js'
export { checksum32, checksumWords } from './checksum.js'
export * from './config.js'
export * from './content.js'
export { createEmitter, type Emitter } from './emitter.js'
export type { Clock, Fetch, FetchInit, FetchResponse, Random, Store, TryLock } from './env.js'
export { EndcapError, ERRORS, type ErrorCode, type Problem } from './error.js'
export * from './event.js'
export * from './experiment.js'
export { checkExperiments, isRunning } from './experiment-rules.js'
export * from './frequency.js'
export { fnv1a32, hashToUnit } from './hash.js'
export * from './message.js'
export * from './model.js'
export { formatMoney } from './money.js'
export { type ParsedConfig, parseConfig } from './parse/config.js'
export { EVENT_LIMITS, type ParsedBatch, parseBatch, parseEvent } from './parse/event.js'
export { type ParsedCatalogue, parseCatalogue } from './parse/product.js'
export type { Parsed } from './parse/read.js'
export { type BatchScanner, createBatchScanner, type ScannedBatch, type ScannedEvent } from './parse/scan-batch.js'
export { parseServerOrder } from './parse/server-order.js'
export { parseStoredEvent } from './parse/stored-event.js'
export * from './product.js'
export * from './profile.js'
export * from './rules.js'
export * from './schedule.js'
export { scrubText, scrubUrl } from './scrub.js'
export { COLUMN_SENSITIVITY, SENSITIVITIES, type Sensitivity } from './sensitivity.js'
export * from './server-order.js'
export {
  type Cell,
  DEVICE_CLASSES,
  type DeviceClass,
  type StoredEvent,
  type StoredOrder,
  toWarehouseRows,
  type WarehouseRows,
} from './stored-event.js'
export * from './survey.js'
export {
  type ColumnType,
  EVENT_ITEMS_TABLE,
  EVENTS_TABLE,
  type TableSpec,
  WAREHOUSE_TABLES,
} from './warehouse.js'
export {
  columnsLookup,
  PRECEDENCE_OF_1970,
  type WarehouseDialect,
  warehouseDdl,
  warehouseMigration,
} from './warehouse-ddl.js'
export { FACT_TABLES, type FactName, type FactTable, factsDdl, PERSONAL_FACTS } from './warehouse-facts.js'
export { ORDER_STATUSES, type OrderStatus } from './warehouse-orders.js'
