export {
  type Collector,
  type CollectorEvents,
  type CollectorStats,
  createCollector,
} from './collector.js'
export type { SinkStatus } from './deliver/worker.js'
export type { CollectorEnv } from './env.js'
export type { Files, OpenFile } from './files.js'
export type { RequireAdmin } from './http/auth.js'
export {
  type CollectorLimits,
  type CollectorOptions,
  DEFAULTS,
  LOG_LEVELS,
  type RegisterTools,
} from './options.js'
export { type BatchRule, PermanentError, RetryLaterError, type Sink } from './sink.js'
export { type ClickHouseSinkOptions, createClickHouseSink } from './sinks/clickhouse.js'
export { SINK_TYPES, type SinkSettings } from './sinks/create-sink.js'
export { createDuckdbSink, type DuckdbSinkOptions } from './sinks/duckdb.js'
export { createHttpSink, type HttpSinkOptions, parseRetryAfter, sign } from './sinks/http.js'
export {
  createKafkaSink,
  type KafkaMessage,
  type KafkaProducer,
  type KafkaSinkOptions,
} from './sinks/kafka.js'
export { createNatsSink, type NatsSinkOptions, type NatsStreamOptions } from './sinks/nats.js'
export { createNdjsonSink, type NdjsonSinkOptions } from './sinks/ndjson.js'
export type { S3Options } from './sinks/parquet/s3-place.js'
export { createParquetSink, type ParquetSinkOptions } from './sinks/parquet.js'
export { createPostgresSink, type PostgresSinkOptions } from './sinks/postgres.js'
