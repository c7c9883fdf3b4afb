import { EndcapError } from '@endcap/core'
import { DIALECTS, type Dialect } from '../query/dialect.js'
import type { Period } from '../query/period.js'
import type { Database, QueryParameters } from '../warehouse/database.js'

/**
 * The tables that insights read, whatever they are read from. Times are ms since 1970, `day` whole days since 1970-01-01 and `hour`
 * 0–23 in the shop's zone; money is in the shop's currency; programs are left out. `person` is the customer where one is known, else
 * the one customer whom the visitor later logged in as, else the visitor; null for guests without an id.
 */
export const INSIGHT_TABLES = {
  /** A row an order that counts: not cancelled, paid; `value` without what went back; `is_known` 1 where a customer is known. */
  orders: 'person, is_known, order_id, ts, day, hour, value, pieces, session, channel, campaign, coupon',
  /** A row a product of an order. `price` and `discount` are of one piece. */
  lines: 'order_id, person, ts, day, item, name, brand, category, price, quantity, discount',
  /** Distinct pairs. */
  baskets: 'basket, item',
  sessions:
    'session, person, started_at, ended_at, day, hour, channel, source, medium, campaign, landing, product_views, searches, carts, checkouts, orders, revenue, device',
  events:
    'event_id, person, visitor, session, type, ts, day, hour, page_kind, placement, strategy, request_id, widget, experiment, variant, search_term, campaign, campaign_type, holdout, survey, question, score, answers, channel, event_value, transaction_id, consent_personalization, items_count',
  items: 'event_id, line, item, name, brand, category, price, quantity, list_index',
  /** `path` is steps joined by ` > `; `nulls` are journeys on it without an order. */
  paths: 'path, conversions, value, nulls',
  /** Of imports, where there are any. What is known of a person beside events. */
  attributes: 'person, attribute, value, origin',
  /** What a channel, or a campaign of it (empty: the channel as a whole), cost on a day. */
  costs: 'day, channel, campaign, cost, impressions, clicks',
  /** Pieces there were of a product on a day; `unit_cost` is what one costs to buy. */
  stock: 'item, day, quantity, unit_cost',
  /** Messages outside the shop; null: not opened, not clicked. */
  messages: 'person, message, channel, sent_at, opened_at, clicked_at, unsubscribed_at',
} as const satisfies Record<string, string>

/** One of {@link INSIGHT_TABLES}. */
export type InsightTable = keyof typeof INSIGHT_TABLES

/** What a result rests on; every result carries it. */
export interface SourceBasis {
  /** What was read, for people: a file's name or the kind of warehouse. */
  readonly source: string
  /** Of days and hours; IANA name. */
  readonly zone: string
  /** Of money, ISO 4217; empty: amounts without one. */
  readonly currency: string
  /** Undefined: all that there is. */
  readonly period: Period | undefined
  /** What counts, in words. */
  readonly filter: string
  /** How many orders or rows do not count, by reason; reasons without any are not there. */
  readonly leftOut: Readonly<Record<string, number>>
  /** Of a file: which of its columns was taken as what. */
  readonly columns?: Readonly<Record<string, string>>
}

/** Tables of which a part is found several times sooner than by a condition on the whole. */
export type PartTable = 'events' | 'items'

/** Which rows of a table a question needs. */
export interface PartChoice {
  /** Of events of these types only. @default all */
  readonly types?: readonly string[] | undefined
  /** Rows that came twice may stand twice: for questions that are answered the same then, as by `DISTINCT` or `max`. @default false */
  readonly mayRepeat?: boolean | undefined
}

/** What an insight is read from: a warehouse (DuckDB, ClickHouse) or one file, said alike. */
export interface InsightSource {
  readonly database: Database
  /** Words that databases have each their own of. */
  readonly dialect: Dialect
  readonly basis: SourceBasis
  has(table: InsightTable): boolean
  /**
   * What stands after FROM; columns of {@link INSIGHT_TABLES}. Made ready on the first call: a temporary table in DuckDB. Throws
   * `field-missing` naming what the source lacks for it. Where only some columns are needed, the others may not be there, and a large
   * table is ready sooner.
   */
  table(name: InsightTable, columns?: readonly string[]): Promise<string>
  /** As `table`, of the rows that are needed: what is not read needs not be told apart from its repetitions. */
  part(name: PartTable, choice: PartChoice): Promise<string>
  /** Keeps the rows of a statement until `close`; what stands after FROM. */
  keep(sql: string): Promise<string>
  /** All rows. Of the parameters only those that the statement names are passed on. */
  ask<Row>(sql: string, parameters?: QueryParameters): Promise<Row[]>
  close(): Promise<void>
}

/** One table as a query, and whether it is worth keeping its rows. */
export interface TableQuery {
  readonly sql: string
  /** False: the query is put where the table stands, since its rows are too many to keep. */
  readonly isKept: boolean
}

/** What a source is made of. */
export interface SourceParts {
  readonly database: Database
  readonly basis: SourceBasis
  readonly parameters: QueryParameters
  /** Tables that the source has. */
  readonly tables: Readonly<Partial<Record<InsightTable, TableMaker>>>
  /** A part of a table, as a query. */
  readonly parts?: Readonly<Record<PartTable, (choice: PartChoice) => Promise<string>>>
  /** Why a table is not there, in words that say what would give it. */
  readonly lacks: (table: InsightTable) => string
  close(): Promise<void>
}

/** What stands after FROM for another table of the same source. */
export type FromTable = (name: InsightTable) => Promise<string>

/** Makes a table's query, which may name other tables by `from`, and may leave out all but some `columns`. */
export type TableMaker = (from: FromTable, columns?: readonly string[]) => Promise<TableQuery>

/** Makes a source of its tables. */
export function createSource({ database, basis, parameters, tables, parts, lacks, close }: SourceParts): InsightSource {
  const ready = new Map<string, Promise<string>>()
  const own: Record<string, QueryParameters[string]> = { ...parameters }

  async function keep(sql: string): Promise<string> {
    const kept = await database.keep(sql, usedIn(sql, own))
    Object.assign(own, kept.parameters)
    return kept.table
  }
  async function prepare(name: InsightTable, columns?: readonly string[]): Promise<string> {
    const query = tables[name]
    if (!query) throw new EndcapError('field-missing', lacks(name))
    const { sql, isKept } = await query(table, columns)
    if (!isKept) return `(${sql})`
    return keep(columns ? `SELECT ${columns.join(', ')} FROM (${sql}) AS of_all` : sql)
  }
  function table(name: InsightTable, columns?: readonly string[]): Promise<string> {
    const part = columns ? `${name}: ${columns.join(', ')}` : name
    const found = ready.get(name) ?? ready.get(part) ?? prepare(name, columns)
    ready.set(part, found)
    return found
  }
  return {
    database,
    dialect: DIALECTS[database.dialect],
    basis,
    has: (name) => tables[name] !== undefined,
    table,
    async part(name, choice) {
      if (!parts || !tables[name]) return table(name)
      return `(${await parts[name](choice)})`
    },
    keep,
    ask: (sql, given = {}) => database.query(sql, usedIn(sql, { ...own, ...given })),
    close,
  }
}

/** The parameters that a statement names: databases refuse others. */
export function usedIn(sql: string, parameters: QueryParameters): QueryParameters {
  const names = new Set(Array.from(sql.matchAll(/\$([a-zA-Z]\w*)/g), ([, name]) => name))
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)))
}
