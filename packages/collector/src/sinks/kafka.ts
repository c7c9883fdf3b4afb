import { EndcapError, type StoredEvent } from '@endcap/core'
import { PermanentError, type Sink } from '../sink.js'
import { loadClient } from './load-client.js'

/** A message as a producer gets it. */
export interface KafkaMessage {
  readonly key: string
  readonly value: string
  readonly headers: Record<string, string>
}

/** All that the sink asks of a client: `kafkajs` has it, and any other can be dressed in it. */
export interface KafkaProducer {
  connect(): Promise<unknown>
  /** Resolves once all brokers in sync have the messages (acks -1), in the order given for each key. */
  send(record: { topic: string; acks: -1; messages: KafkaMessage[] }): Promise<unknown>
  disconnect(): Promise<unknown>
}

/** Which brokers and topic. */
export interface KafkaSinkOptions {
  /** @default 'kafka' */
  readonly name?: string
  /** @default 'endcap-events' */
  readonly topic?: string
  /** `host:port`. @default `ENDCAP_KAFKA_BROKERS`, comma-separated, else `127.0.0.1:9092` */
  readonly brokers?: readonly string[]
  /** @default false */
  readonly ssl?: boolean
  /** Password @default `ENDCAP_KAFKA_PASSWORD` */
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password?: string
  }
  /** False for brokers that are known to give no producer ids: it saves asking them. @default true */
  readonly idempotent?: boolean
  /** What a broker takes as one batch: `message.max.bytes`, less some room. @default 900000 */
  readonly messageBytes?: number
  /** For one request. @default 10000 */
  readonly timeoutMs?: number
  /** Makes a producer of another client in place of `kafkajs`; called again after one failed. */
  readonly createProducer?: () => KafkaProducer | Promise<KafkaProducer>
}

/**
 * Creates the Kafka sink: one JSON message an event, keyed by visitor, so that what a visitor did stays in order in one
 * partition; acknowledged by all brokers in sync, by an idempotent producer where the brokers allow one. At least once:
 * consumers remove duplicates by the header `endcap-id`.
 */
export function createKafkaSink(options: KafkaSinkOptions = {}): Sink {
  const { name = 'kafka', topic = 'endcap-events', messageBytes = 900_000 } = options
  const { createProducer = () => createKafkaJsProducer(name, options) } = options
  let producer: KafkaProducer | undefined

  async function connect(): Promise<KafkaProducer> {
    const made = await createProducer()
    try {
      await made.connect()
    } catch (error) {
      await made.disconnect().catch(() => {})
      throw plain(error)
    }
    return made
  }

  /** After a failure nobody knows which sequence numbers the brokers have: the next try begins with a new producer. */
  async function drop(): Promise<void> {
    const failed = producer
    producer = undefined
    await failed?.disconnect().catch(() => {})
  }

  return {
    name,
    keepsCursor: false,
    async open() {
      producer ??= await connect()
      return undefined
    },
    async write(events) {
      const messages = events.map(toMessage)
      const large = events.filter((_, index) => sizeOf(messages[index] as KafkaMessage) > messageBytes)
      if (large.length > 0) {
        const ids = large.map(({ id }) => id)
        throw new PermanentError(`larger than ${messageBytes} bytes`, ids)
      }
      for (const batch of cutBySize(messages, messageBytes)) {
        producer ??= await connect()
        try {
          await producer.send({ topic, acks: -1, messages: batch })
        } catch (error) {
          await drop()
          throw isAboutData(error) ? new PermanentError(plain(error).message, [], error) : plain(error)
        }
      }
    },
    close: drop,
  }
}

/** Events without a visitor stay in order within their page. */
function toMessage(event: StoredEvent): KafkaMessage {
  return {
    key: event.visitor ?? event.session ?? event.stream,
    value: JSON.stringify(event),
    headers: { 'endcap-id': event.id, 'endcap-type': event.type },
  }
}

/** About what a record takes: three bytes are the most that UTF-8 needs for a unit of JavaScript's text. */
function sizeOf({ key, value }: KafkaMessage): number {
  return Buffer.byteLength(value) + 3 * key.length + RECORD_BYTES
}
const RECORD_BYTES = 128

/** A broker takes the messages for a partition as one batch, and the client does not cut it. */
function* cutBySize(messages: readonly KafkaMessage[], limit: number): Generator<KafkaMessage[]> {
  let batch: KafkaMessage[] = []
  let bytes = 0
  for (const message of messages) {
    const size = sizeOf(message)
    if (bytes + size > limit) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(message)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

/** Retries within one `send`; behind them the worker waits longer. */
const RETRIES = 3

async function createKafkaJsProducer(name: string, options: KafkaSinkOptions): Promise<KafkaProducer> {
  const { sasl, ssl = false, timeoutMs = 10_000, idempotent = true } = options
  const brokers = options.brokers ?? process.env.ENDCAP_KAFKA_BROKERS?.split(',') ?? ['127.0.0.1:9092']
  const password = sasl?.password ?? process.env.ENDCAP_KAFKA_PASSWORD
  if (sasl && password === undefined) throw new EndcapError('option-missing', `the sink ${name} needs sasl.password`)
  const { Kafka, Partitioners, logLevel } = (await loadClient(name, 'kafkajs', () => import('kafkajs'))).default
  const kafka = new Kafka({
    clientId: 'endcap',
    brokers: [...brokers],
    ssl,
    ...(sasl ? { sasl: { ...sasl, password } as never } : {}),
    connectionTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    retry: { retries: RETRIES },
    // The collector logs what fails.
    logLevel: logLevel.NOTHING,
  })
  const create = (withIds: boolean) =>
    kafka.producer({
      idempotent: withIds,
      maxInFlightRequests: 1,
      retry: { retries: RETRIES },
      createPartitioner: Partitioners.DefaultPartitioner,
    })
  let producer = create(idempotent)
  return {
    async connect() {
      try {
        await producer.connect()
      } catch (error) {
        if (!idempotent || !FORBIDS_IDEMPOTENCE.test(describe(error))) throw error
        await producer.disconnect()
        producer = create(false)
        await producer.connect()
      }
    },
    send: (record) => producer.send(record),
    disconnect: () => producer.disconnect(),
  }
}

/** Old brokers know no producer ids, a cluster may keep them from some clients, and one that names no controller has none to ask. */
const FORBIDS_IDEMPOTENCE = /CLUSTER_AUTHORIZATION_FAILED|UNSUPPORTED_VERSION|DoesNotSupportApiKey|BrokerNotFound/

/** Refused by what it is: too large as a batch, or against the rules of the topic. */
function isAboutData(error: unknown): boolean {
  return /MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|INVALID_RECORD\b/.test(describe(error))
}

function describe(error: unknown): string {
  const { name = '', type = '', cause } = error as { name?: string; type?: string; cause?: unknown }
  return `${name} ${type}${cause === undefined ? '' : ` ${describe(cause)}`}`
}

/** The message alone: the client's errors carry requests. */
function plain(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : String(error))
}
