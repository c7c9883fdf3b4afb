import type { StoredEvent } from '@endcap/core'
import type { Sink } from '../../sink.js'
import { required } from '../required.js'
import { createMappedSink, cut, defined, type MappedSinkOptions } from './mapped-sink.js'

/** Where CloudEvents go. */
export interface CloudEventsSinkOptions extends MappedSinkOptions {
  readonly url: string
  /** URI of the shop: with the id it names an event. */
  readonly source: string
  /** Further request headers, for example an authorization. */
  readonly headers?: Readonly<Record<string, string>>
  /** @default 1000 */
  readonly batchCount?: number
}

/** An event as CloudEvents 1.0 (github.com/cloudevents/spec, cloudevents/spec.md), in its JSON format. */
export function toCloudEvent(event: StoredEvent, source: string): Record<string, unknown> {
  return defined({
    specversion: '1.0',
    id: event.id,
    source,
    type: `endcap.${event.type}`,
    time: new Date(event.ts).toISOString(),
    subject: event.visitor,
    // The extension for ordering, `partitioning`.
    partitionkey: event.visitor,
    datacontenttype: 'application/json',
    data: event,
  })
}

/** Creates the CloudEvents sink: batches in JSON. At least once; `source` and `id` together name duplicates. */
export function createCloudEventsSink(options: CloudEventsSinkOptions): Sink {
  const { name = 'cloudevents', headers = {}, batchCount = 1000 } = options
  const url = required(options.url, name, 'url')
  const source = required(options.source, name, 'source')
  return createMappedSink(name, options, (events) =>
    cut(events, batchCount, 1 << 20).map((batch) => ({
      ids: batch.map(({ id }) => id),
      url,
      body: JSON.stringify(batch.map((event) => toCloudEvent(event, source))),
      headers: { ...headers, 'content-type': 'application/cloudevents-batch+json' },
    })),
  )
}
