import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  columnsLookup,
  EVENT_ITEMS_TABLE,
  EVENTS_TABLE,
  type FactTable,
  factsDdl,
  PRECEDENCE_OF_1970,
  type StoredEvent,
  type TableSpec,
  warehouseMigration,
} from '@endcap/core'
import { type Appended, appendEvents } from './append.js'
import type { ClickHouseDatabase } from './clickhouse.js'
import { openWarehouse, type Warehouse } from './duckdb.js'
import type { FactRow } from './import-target.js'

/**
 * Writes the events that the server does not hold yet, as the collector's sink does. They are gathered in a temporary DuckDB file, so that
 * all are read, and those that are there are left out, before the first is sent.
 */
export async function appendToClickHouse(
  to: ClickHouseDatabase,
  events: AsyncIterable<StoredEvent> | Iterable<StoredEvent>,
  accept?: () => boolean,
): Promise<Appended> {
  const folder = await mkdtemp(join(tmpdir(), 'endcap-import-'))
  const stage = await openWarehouse({ path: join(folder, 'stage.duckdb') })
  try {
    const { added: read, duplicates } = await appendEvents(stage, events, accept)
    if (read === 0) return { added: 0, duplicates }
    await migrate(to)
    const known = await findKnown(to, stage)
    await stage.query(
      `CREATE TABLE fresh AS SELECT event_id, ${PRECEDENCE_OF_1970} - received_at AS precedence
       FROM ${EVENTS_TABLE.name} ANTI JOIN known USING (event_id)`,
    )
    // Items first: whoever finds an event finds its items, also after an import that was cut short.
    for (const table of [EVENT_ITEMS_TABLE, EVENTS_TABLE]) await sendFresh(to, stage, table)
    return { added: read - known, duplicates: duplicates + known }
  } finally {
    stage.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Writes rows of facts: of those with the same key the server keeps the one that came last. Gives how many. */
export async function replaceInClickHouse(
  to: ClickHouseDatabase,
  { name, columns }: FactTable,
  rows: readonly FactRow[],
): Promise<number> {
  for (const statement of factsDdl('clickhouse')) await to.run(statement)
  const whole = Object.keys(columns).filter((column) => columns[column] === 'bigint')
  const rounded = (row: FactRow) =>
    Object.fromEntries(whole.map((column) => [column, row[column] == null ? null : Math.round(Number(row[column]))]))
  const values = rows.map((row) => ({ ...row, ...rounded(row) }))
  if (values.length > 0) await to.insert(name, Object.keys(columns), values)
  return rows.length
}

/** Makes what the warehouse lacks of tables, columns and views. */
async function migrate(to: ClickHouseDatabase): Promise<void> {
  const found = await to.read<{ relation: string; column: string }>(
    'SELECT table AS relation, name AS column FROM system.columns WHERE database = currentDatabase()',
  )
  for (const statement of warehouseMigration('clickhouse', columnsLookup(found))) await to.run(statement)
}

/** Takes the events that the server holds into the table `known` of the stage. Gives how many. */
async function findKnown(to: ClickHouseDatabase, stage: Warehouse): Promise<number> {
  await stage.query('CREATE TABLE known (event_id VARCHAR)')
  let known = 0
  // In the order of the server's own key: each question is of a narrow part of the table.
  for await (const rows of stage.stream<Id>(`SELECT event_id FROM ${EVENTS_TABLE.name} ORDER BY event_id`)) {
    const asked = rows.map(({ event_id }) => quote(event_id)).join(', ')
    const found = await to.read<Id>(`SELECT DISTINCT event_id FROM ${EVENTS_TABLE.name} WHERE event_id IN (${asked})`)
    known += found.length
    const ids = JSON.stringify(found.map(({ event_id }) => event_id))
    await stage.query(`INSERT INTO known SELECT unnest(from_json($ids, '["VARCHAR"]'))`, { ids })
  }
  return known
}

interface Id {
  readonly event_id: string
}

/** Sends the rows of a table whose events are `fresh`. */
async function sendFresh(to: ClickHouseDatabase, stage: Warehouse, { name, columns }: TableSpec): Promise<void> {
  const fresh = `FROM ${name} JOIN fresh USING (event_id)`
  const [found] = await stage.query<{ rows: number }>(`SELECT count(*) AS rows ${fresh}`)
  if (!found?.rows) return
  const sent = [...Object.keys(columns), 'precedence']
  await to.insert(name, sent, flat(stage.stream<object>(`SELECT ${sent.join(', ')} ${fresh}`)))
}

async function* flat<Row>(blocks: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const rows of blocks) yield* rows
}

/** A text literal of ClickHouse. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
