import { join } from 'node:path'
import type { CollectorEnv } from '../env.js'
import type { Sink } from '../sink.js'
import { type ClickHouseSinkOptions, createClickHouseSink } from './clickhouse.js'
import { createDuckdbSink, type DuckdbSinkOptions } from './duckdb.js'
import { createHttpSink, type HttpSinkOptions } from './http.js'
import { createKafkaSink, type KafkaSinkOptions } from './kafka.js'
import { type CloudEventsSinkOptions, createCloudEventsSink } from './mapped/cloudevents.js'
import { createGa4Sink, type Ga4SinkOptions } from './mapped/ga4.js'
import { createSegmentSink, type SegmentSinkOptions } from './mapped/segment.js'
import { createNatsSink, type NatsSinkOptions } from './nats.js'
import { createNdjsonSink, type NdjsonSinkOptions } from './ndjson.js'
import { createParquetSink, type ParquetSinkOptions } from './parquet.js'
import { createPostgresSink, type PostgresSinkOptions } from './postgres.js'

/** A built-in sink by its type, with its settings. Paths default to places in `dataDir`. */
export type SinkSettings =
  | ({ readonly type: 'duckdb' } & Partial<DuckdbSinkOptions>)
  | ({ readonly type: 'ndjson' } & Partial<NdjsonSinkOptions>)
  | ({ readonly type: 'http' } & HttpSinkOptions)
  | ({ readonly type: 'postgres' } & PostgresSinkOptions)
  | ({ readonly type: 'clickhouse' } & ClickHouseSinkOptions)
  | ({ readonly type: 'nats' } & NatsSinkOptions)
  | ({ readonly type: 'kafka' } & KafkaSinkOptions)
  | ({ readonly type: 'parquet' } & ParquetSinkOptions)
  | ({ readonly type: 'ga4' } & Ga4SinkOptions)
  | ({ readonly type: 'segment' } & SegmentSinkOptions)
  | ({ readonly type: 'cloudevents' } & CloudEventsSinkOptions)

/** The types of built-in sinks. */
export const SINK_TYPES = [
  'duckdb',
  'ndjson',
  'http',
  'postgres',
  'clickhouse',
  'nats',
  'kafka',
  'parquet',
  'ga4',
  'segment',
  'cloudevents',
] as const satisfies readonly SinkSettings['type'][]

/** Creates a built-in sink. Nothing is opened or loaded before its `open`. */
export function createSink(settings: SinkSettings, dataDir: string, { files, clock }: CollectorEnv): Sink {
  switch (settings.type) {
    case 'duckdb':
      return createDuckdbSink({ database: join(dataDir, 'warehouse.duckdb'), ...settings })
    case 'ndjson':
      return createNdjsonSink({ folder: join(dataDir, 'events'), files, ...settings })
    case 'http':
      return createHttpSink({ clock, ...settings })
    case 'postgres':
      return createPostgresSink(settings)
    case 'clickhouse':
      return createClickHouseSink(settings)
    case 'nats':
      return createNatsSink(settings)
    case 'kafka':
      return createKafkaSink(settings)
    case 'parquet':
      return createParquetSink({ folder: join(dataDir, 'parquet'), ...settings })
    case 'ga4':
      return createGa4Sink({ clock, ...settings })
    case 'segment':
      return createSegmentSink({ clock, ...settings })
    case 'cloudevents':
      return createCloudEventsSink({ clock, ...settings })
  }
}
