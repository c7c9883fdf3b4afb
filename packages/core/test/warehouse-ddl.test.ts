import { expect, test } from 'vitest'
import { WAREHOUSE_TABLES, warehouseDdl, warehouseMigration } from '../src/index.js'

const statements = warehouseDdl('duckdb')

test('declares every column of every table, in order', () => {
  for (const [index, table] of WAREHOUSE_TABLES.entries()) {
    const named = [...(statements[index] as string).matchAll(/"(\w+)"/g)].map((match) => match[1])
    expect(named).toEqual(Object.keys(table.columns))
  }
})

test('adds every column to a table that is there, in order', () => {
  for (const { name, columns } of WAREHOUSE_TABLES) {
    const added = statements.filter((statement) => statement.startsWith(`ALTER TABLE ${name} `))
    expect(added.map((statement) => /"(\w+)"/.exec(statement)?.[1])).toEqual(Object.keys(columns))
  }
})

test('may run again', () => {
  for (const statement of statements) {
    expect(statement).toMatch(
      /^(CREATE TABLE IF NOT EXISTS|ALTER TABLE \w+ ADD COLUMN IF NOT EXISTS|CREATE OR REPLACE VIEW) /,
    )
  }
})

test.each(['postgres', 'clickhouse'] as const)(
  '%s gets what it lacks, and nothing when it lacks nothing',
  (dialect) => {
    const all = warehouseMigration(dialect, () => false)
    expect(all.filter((statement) => statement.startsWith('CREATE TABLE'))).toHaveLength(WAREHOUSE_TABLES.length)
    expect(warehouseMigration(dialect, () => true)).toEqual([])
    const younger = warehouseMigration(dialect, (_, column) => column !== 'answers')
    expect(younger[0]).toMatch(/^ALTER TABLE raw_events ADD COLUMN "answers" /)
    expect(younger.at(-1)).toMatch(/VIEW events AS SELECT event_id, .*, answers, .*device FROM raw_events/)
  },
)
