import { EndcapError, FACT_TABLES } from '@endcap/core'
import { queryCurrency } from '../query/currency.js'
import { DIALECTS } from '../query/dialect.js'
import { ALL_TIME, type Period } from '../query/period.js'
import type { OrderOptions } from '../query/words.js'
import type { Database } from '../warehouse/database.js'
import type { ExchangeRates } from './money.js'
import { createSource, type InsightSource } from './source.js'
import {
  allOrdersSql,
  boughtSql,
  IDENTITY,
  leftOutSql,
  type SharedRows,
  type WarehouseTableOptions,
  warehouseParts,
  warehouseTables,
} from './warehouse-tables.js'

/** Which part of a warehouse insights read, and how. */
export interface WarehouseSourceOptions extends OrderOptions {
  /** @default all that there is */
  readonly period?: Period | undefined
  /** Of days and hours; IANA name. @default 'UTC' */
  readonly zone?: string | undefined
  /** The shop's, ISO 4217. @default the one of most orders */
  readonly currency?: string | undefined
  /** Of other currencies into the shop's. Orders in currencies without a rate are left out and counted. @default none */
  readonly rates?: ExchangeRates | undefined
  /** How far a journey goes back from its order, in days. @default 30 */
  readonly lookBackDays?: number | undefined
}

const DAY_MS = 86_400_000

/**
 * Makes a source of a warehouse, which stays open. Throws `option-invalid` for a zone, currency or rate that is none. What was kept
 * for the questions goes with `close`.
 */
export async function openWarehouseSource(
  database: Database,
  options: WarehouseSourceOptions = {},
): Promise<InsightSource> {
  const { zone = 'UTC', rates = {}, lookBackDays = 30, unverifiedMs } = options
  const period = options.period ?? ALL_TIME
  checkZone(zone)
  if (!(lookBackDays > 0)) throw new EndcapError('option-invalid', 'the look-back is a number of days above 0')
  const currency = options.currency ?? (await queryCurrency(database, period))
  const kept: { drop(): Promise<void> }[] = []
  const remembering: Database = {
    dialect: database.dialect,
    query: database.query,
    async keep(sql, parameters) {
      const rows = await database.keep(sql, parameters)
      kept.push(rows)
      return rows
    },
  }
  const keepOnce = (sql: string) => {
    let found: Promise<string> | undefined
    return () => {
      found ??= remembering.keep(sql).then(({ table }) => table)
      return found
    }
  }
  const parameters = { ...period }
  const plan: WarehouseTableOptions = {
    dialect: DIALECTS[database.dialect],
    zone,
    currency,
    rates,
    lookBackMs: lookBackDays * DAY_MS,
  }
  const shared: SharedRows = {
    identity: keepOnce(IDENTITY),
    bought: keepOnce(boughtSql(plan.dialect)),
    allOrders: await keepOnce(allOrdersSql(unverifiedMs))(),
  }
  const [leftOut = {}] = await database.query<Record<string, number | null>>(
    leftOutSql(plan, shared.allOrders),
    parameters,
  )
  const hasFacts = await findFacts(database)
  return createSource({
    database: remembering,
    parameters,
    tables: Object.fromEntries(
      Object.entries(warehouseTables(plan, shared)).filter(([name]) => !(name in FACT_TABLES) || hasFacts.has(name)),
    ),
    parts: warehouseParts(plan, shared.identity),
    lacks: (table) => `the warehouse has no ${table}: endcap import --help shows how they come in`,
    basis: {
      source: database.dialect === 'duckdb' ? 'warehouse' : 'ClickHouse',
      zone,
      currency,
      period: options.period,
      filter: 'orders that are paid and not cancelled, without what went back; programs left out',
      leftOut: Object.fromEntries(
        Object.entries(leftOut).flatMap(([reason, orders]) => (orders ? [[reason, orders]] : [])),
      ),
    },
    async close() {
      for (const rows of kept.reverse()) await rows.drop()
    },
  })
}

/** The tables of facts that hold anything. A ClickHouse that no import filled has none of them. */
async function findFacts(database: Database): Promise<ReadonlySet<string>> {
  const names = Object.entries(FACT_TABLES)
  const there = await database.query<{ name: string }>(
    `SELECT DISTINCT table_name AS name FROM information_schema.tables
     WHERE table_name IN (${names.map(([, { name }]) => `'${name}'`).join(', ')})`,
  )
  const found = new Set<string>()
  for (const [fact, { name }] of names) {
    if (!there.some((table) => table.name === name)) continue
    const rows = await database.query(`SELECT 1 AS one FROM ${name} LIMIT 1`)
    if (rows.length > 0) found.add(fact)
  }
  return found
}

/** Throws `option-invalid` for a zone that this system does not know. */
export function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch (error) {
    throw new EndcapError('option-invalid', `${zone} is no time zone, such as Europe/Berlin`, error)
  }
  if (!/^[A-Za-z0-9_+\-/]+$/.test(zone)) throw new EndcapError('option-invalid', `${zone} is no time zone`)
}
