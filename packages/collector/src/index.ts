export { type KeyUse, resolveKeys, type WriteKey } from './access/write-keys.js'
export { checkOptions, type OptionProblem } from './check-options.js'
export {
  type Collector,
  type CollectorEvents,
  type CollectorStats,
  createCollector,
} from './collector.js'
export {
  type Consumer,
  type ConsumerLimits,
  type ConsumerOptions,
  type ConsumerStatus,
  startConsumer,
} from './consume/consumer.js'
export { type ConsumerServer, serveConsumer } from './consume/serve-consumer.js'
export { type DeadLetter, readDeadLetters } from './deliver/dead-letter.js'
export type { SinkStatus } from './deliver/worker.js'
export type { CollectorEnv } from './env.js'
export type { Files, OpenFile } from './files.js'
export type { RequireAdmin, RequireToken } from './http/auth.js'
export type { NatsServersOptions } from './nats-connection.js'
export {
  type CollectorLimits,
  type CollectorOptions,
  DEFAULTS,
  LOG_LEVELS,
  type RegisterTools,
} from './options.js'
export type { OrderSecretsOptions, Secret } from './orders/secrets.js'
export { type OrdersAnswer, type SendOrdersOptions, sendOrders, signOrders } from './orders/send-orders.js'
export { type BatchRule, PermanentError, RetryLaterError, type Sink } from './sink.js'
export { type ClickHouseSinkOptions, createClickHouseSink } from './sinks/clickhouse.js'
export { SINK_TYPES, type SinkSettings } from './sinks/create-sink.js'
export { createDuckdbSink, type DuckdbSinkOptions } from './sinks/duckdb.js'
export { createHttpSink, type HttpSinkOptions, sign } from './sinks/http.js'
export {
  createKafkaSink,
  type KafkaMessage,
  type KafkaProducer,
  type KafkaSinkOptions,
} from './sinks/kafka.js'
export {
  type CloudEventsSinkOptions,
  createCloudEventsSink,
  toCloudEvent,
} from './sinks/mapped/cloudevents.js'
export { createGa4Sink, type Ga4Event, type Ga4SinkOptions, toGa4Event } from './sinks/mapped/ga4.js'
export type { MappedSinkOptions } from './sinks/mapped/mapped-sink.js'
export {
  createSegmentSink,
  SEGMENT_EVENTS,
  type SegmentMessage,
  type SegmentSinkOptions,
  toSegmentMessages,
} from './sinks/mapped/segment.js'
export { createNatsSink, type NatsSinkOptions, type NatsStreamOptions } from './sinks/nats.js'
export { createNdjsonSink, type NdjsonSinkOptions } from './sinks/ndjson.js'
export type { S3Options } from './sinks/parquet/s3-place.js'
export { createParquetSink, type ParquetSinkOptions } from './sinks/parquet.js'
export { parseRetryAfter } from './sinks/post.js'
export { createPostgresSink, type PostgresSinkOptions } from './sinks/postgres.js'
export type { Source, SourceMessage } from './source.js'
export { createNatsSource, type NatsSourceOptions } from './sources/nats.js'
export { inspectSpool, type SegmentReport, type SpoolReport } from './spool/inspect.js'
export type { AuditEntry, AuditLog } from './subjects/audit-log.js'
export type { Subject, SubjectPair, SubjectStore, Who } from './subjects/subject.js'
export type { ErasureReceipt, ExportedRecord, PlaceReceipt, SubjectExport } from './subjects/subjects.js'
export type { VisitorCookieOptions } from './visitor-cookie.js'
