import type {
  BatchRule,
  ClickHouseSinkOptions,
  CollectorLimits,
  CollectorOptions,
  NatsSinkOptions,
  PostgresSinkOptions,
  S3Options,
  VisitorCookieOptions,
  WriteKey,
} from '@endcap/collector'

/** Where a secret stands: never in the file itself. */
export type SecretSource =
  | {
      /** Name of an environment variable. */
      readonly env: string
    }
  | {
      /** A file that holds nothing else, such as a Docker secret or a systemd credential. A newline at its end is left out. */
      readonly file: string
    }

/** Request headers: plain texts, or secrets. */
export type FileHeaders = Readonly<Record<string, string | SecretSource>>

/** What every sink has. */
interface AnySink {
  /** Unique in a collector: a-z, 0-9 and `-`. @default the type */
  readonly name?: string
}

/** What every sink has that posts to an address. */
interface PostingSink extends AnySink {
  /** For one request. @default 10000 */
  readonly timeoutMs?: number
}

/**
 * A sink of `collect`. Passwords and keys are named by environment variable or file; left out, those that the sink knows of itself are read.
 * @discriminator type
 */
export type FileSink =
  | (AnySink & {
      readonly type: 'duckdb'
      /** A file of its own in place of `warehouse.duckdb`, which reports and models are made from. */
      readonly database?: string
    })
  | (AnySink & {
      readonly type: 'ndjson'
      /** @default 'events', in `dataDir` */
      readonly folder?: string
      /** A new file begins past this size. */
      readonly fileBytes?: number
    })
  | (PostingSink & {
      readonly type: 'http'
      readonly url: string
      /** Signs every request when given. */
      readonly secret?: SecretSource
      readonly headers?: FileHeaders
    })
  | (Omit<PostgresSinkOptions, 'url'> & {
      readonly type: 'postgres'
      /** With a password in it: by environment variable or file. */
      readonly url?: string | SecretSource
    })
  | (Omit<ClickHouseSinkOptions, 'url'> & {
      readonly type: 'clickhouse'
      /** With a password in it: by environment variable or file. */
      readonly url?: string | SecretSource
    })
  | (Omit<NatsSinkOptions, 'password' | 'token' | 'credentials'> & {
      readonly type: 'nats'
      readonly password?: SecretSource
      readonly token?: SecretSource
      /** The text of a `.creds` file. */
      readonly credentials?: SecretSource
    })
  | (PostingSink & {
      readonly type: 'kafka'
      /** @default 'endcap-events' */
      readonly topic?: string
      /** `host:port` */
      readonly brokers?: readonly string[]
      readonly ssl?: boolean
      readonly sasl?: {
        readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
        readonly username: string
        readonly password?: SecretSource
      }
      /** False for brokers that are known to give no producer ids. @default true */
      readonly idempotent?: boolean
      /** What a broker takes as one batch. @default 900000 */
      readonly messageBytes?: number
    })
  | (AnySink & {
      readonly type: 'parquet'
      /** @default 'parquet', in `dataDir` */
      readonly folder?: string
      readonly s3?: Omit<S3Options, 'credentials'> & {
        readonly credentials?: { readonly accessKeyId: SecretSource; readonly secretAccessKey: SecretSource }
      }
      readonly batch?: Partial<BatchRule>
    })
  | (PostingSink & {
      readonly type: 'ga4'
      /** `G-…` */
      readonly measurementId: string
      readonly apiSecret?: SecretSource
      readonly url?: string
    })
  | (PostingSink & {
      readonly type: 'segment'
      readonly writeKey?: SecretSource
      readonly url?: string
    })
  | (PostingSink & {
      readonly type: 'cloudevents'
      readonly url: string
      /** URI of the shop: with the id it names an event. */
      readonly source: string
      readonly headers?: FileHeaders
      readonly batchCount?: number
    })

/** `collector.json`: what `endcap collect --config-file` reads. Paths are relative to the file's folder. */
export interface CollectorFile {
  readonly $schema?: string
  /** Folder of the spool, the cursors, the dead letters and the warehouse. @default '.endcap/data' */
  readonly dataDir?: string
  /** Public write keys; a batch must carry one of them. `endcap keys --file` changes those of this file. @default ["demo"] */
  readonly keys?: readonly (string | WriteKey)[]
  /** @default '127.0.0.1' */
  readonly host?: string
  /**
   * 0: any free port. @default 8787
   * @minimum 0
   * @maximum 65535
   */
  readonly port?: number
  /** Origins whose pages may send events, for example `https://shop.example`. @default '*' */
  readonly origins?: '*' | readonly string[]
  /** Bounds of time and size. */
  readonly limits?: Partial<CollectorLimits>
  /** Opens the live view, the metrics and the admin routes. @default made anew at each start */
  readonly adminToken?: SecretSource | readonly SecretSource[]
  /** Opens what only shows: live view, metrics, status, report, audit. */
  readonly readToken?: SecretSource | readonly SecretSource[]
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. @default [] */
  readonly trustProxy?: readonly string[]
  /** By what the shop's server and its platform sign orders. @default the environment */
  readonly orders?: {
    readonly secret?: SecretSource | readonly SecretSource[]
    readonly shopify?: SecretSource | readonly SecretSource[]
    readonly woocommerce?: SecretSource | readonly SecretSource[]
  }
  /** Sets a first-party cookie with the visitor's id, for pages that ask for it with consent. @default none */
  readonly visitorCookie?: VisitorCookieOptions
  /** @default 'warn' */
  readonly logger?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  /** Where events go. @default [{ "type": "duckdb" }] */
  readonly sinks?: readonly FileSink[]
  /** Folder, or file, by URL prefix, besides what `config`, `catalog` and `site` name. */
  readonly staticFiles?: Readonly<Record<string, string>>
  /** `config.json` of the shop: served, and read for the report. */
  readonly config?: string
  /** `catalog.json` to serve, or the folder of `endcap catalog`. */
  readonly catalog?: string
  /** Folder to serve at `/`. */
  readonly site?: string
  /** IANA name of the shop's time zone, for days and times of day. @default 'UTC' */
  readonly zone?: string
  /** How long the warehouse keeps events. @default for ever */
  readonly retention?: RetentionSettings
  /** Builds the served catalogue from a feed, again and again. Takes the place of `catalog`. */
  readonly feed?: FeedSettings
}

/** How long the warehouse keeps events, and when older ones go. */
export interface RetentionSettings {
  /**
   * Whole days in the shop's time zone, today not counted.
   * @minimum 1
   * @maximum 36500
   */
  readonly days: number
  /**
   * Time of day in the shop's time zone. @default '03:30'
   * @pattern ^([01]\d|2[0-3]):[0-5]\d$
   */
  readonly at?: string
}

/** Where the catalogue comes from, and when. With neither `every` nor `at`: once, at the start. */
export interface FeedSettings {
  /** A file or an address: `catalog.json`, Google Merchant as text, RSS or Atom, Meta as CSV, Shopify's `products.json`, WooCommerce's Store API. */
  readonly from: string
  /** For an address. */
  readonly headers?: FileHeaders
  /** @default told by the name and the first characters */
  readonly format?: 'json' | 'csv' | 'tsv' | 'xml' | 'shopify' | 'woocommerce'
  /** Minutes, hours or days: `15m`, `1h`, `1d`. @pattern ^[1-9]\d{0,3}[mhd]$ */
  readonly every?: string
  /** Times of day in the shop's time zone. */
  readonly at?: readonly string[]
  /** Currency of prices that name none, and of all prices where `rates` are given. ISO 4217. @pattern ^[A-Z]{3}$ */
  readonly currency?: string
  /** A file of exchange rates: `{ "date", "base", "rates": { "USD": 1.08 } }`, or the XML of the European Central Bank's daily rates. */
  readonly rates?: string
  /** Address of the shop, for feeds whose links name no host. */
  readonly shop?: string
  /** Leave bad products out instead of keeping the catalogue before. @default false */
  readonly skipBad?: boolean
  /** Publish a catalogue that has lost more than half of its products. @default false */
  readonly allowShrink?: boolean
  /** Seconds for which prices and stock hold. @minimum 60 */
  readonly maxAge?: number
  /** Cards of a file. @default 100 */
  readonly perFile?: number
}

/** Options of the collector that no file can hold, or that are for one start. */
type InCodeOnly = 'env' | 'register' | 'absentSinks'

/** Names the options that {@link CollectorFile} has forgotten: does not compile with one. */
export type Forgotten = Exclude<keyof CollectorOptions, keyof CollectorFile | InCodeOnly>
true satisfies [Forgotten] extends [never] ? true : Forgotten
