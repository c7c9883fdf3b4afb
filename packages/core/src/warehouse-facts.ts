import type { ColumnType } from './warehouse.js'

/** A table that is filled by imports, not by events. `key` names one row: a second import of it replaces the first. */
export interface FactTable {
  readonly name: string
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly key: readonly string[]
}

/** What a shop knows beside what its pages tell. Times are ms since 1970, days whole days since 1970-01-01. */
export const FACT_TABLES = {
  /** What is known of a customer, a row each thing: region, tier, birthday, points, what somebody else sold. */
  attributes: {
    name: 'customer_attributes',
    columns: { customer: 'text', attribute: 'text', value: 'text', origin: 'text', told_at: 'bigint' },
    key: ['customer', 'attribute', 'origin'],
  },
  /** What a channel, or a campaign of it, cost on a day. */
  costs: {
    name: 'channel_costs',
    columns: {
      day: 'bigint',
      channel: 'text',
      campaign: 'text',
      cost: 'double',
      currency: 'text',
      impressions: 'double',
      clicks: 'double',
    },
    key: ['day', 'channel', 'campaign'],
  },
  /** How many pieces of a product there were on a day, and what one costs to buy. */
  stock: {
    name: 'stock_levels',
    columns: { item: 'text', day: 'bigint', quantity: 'double', unit_cost: 'double' },
    key: ['item', 'day'],
  },
  /** A message outside the shop, and what the customer did with it. */
  messages: {
    name: 'message_responses',
    columns: {
      customer: 'text',
      message: 'text',
      channel: 'text',
      sent_at: 'bigint',
      opened_at: 'bigint',
      clicked_at: 'bigint',
      unsubscribed_at: 'bigint',
    },
    key: ['customer', 'message', 'sent_at'],
  },
} as const satisfies Record<string, FactTable>

/** One of {@link FACT_TABLES}. */
export type FactName = keyof typeof FACT_TABLES

/** The tables whose column `customer` names a person. */
export const PERSONAL_FACTS = [FACT_TABLES.attributes.name, FACT_TABLES.messages.name] as const

const WORDS: Readonly<Record<'duckdb' | 'clickhouse', Readonly<Partial<Record<ColumnType, string>>>>> = {
  duckdb: { text: 'VARCHAR', bigint: 'BIGINT', double: 'DOUBLE' },
  clickhouse: { text: 'Nullable(String)', bigint: 'Nullable(Int64)', double: 'Nullable(Float64)' },
}

/** The statements that make the tables of facts where they are missing. In ClickHouse the row of a key that came last holds, read with `FINAL`. */
export function factsDdl(dialect: 'duckdb' | 'clickhouse'): string[] {
  return Object.values<FactTable>(FACT_TABLES).map(({ name, columns, key }) => {
    const declared = Object.entries(columns).map(([column, type]) => {
      const word = WORDS[dialect][type] ?? ''
      return `${column} ${dialect === 'clickhouse' && key.includes(column) ? word.slice('Nullable('.length, -1) : word}`
    })
    const engine = dialect === 'clickhouse' ? ` ENGINE = ReplacingMergeTree ORDER BY (${key.join(', ')})` : ''
    return `CREATE TABLE IF NOT EXISTS ${name} (${declared.join(', ')})${engine}`
  })
}
