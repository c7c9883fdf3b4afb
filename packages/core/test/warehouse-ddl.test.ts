import { expect, test } from 'vitest'
import { WAREHOUSE_TABLES, warehouseDdl } from '../src/index.js'

const statements = warehouseDdl('duckdb')

test('declares every column of every table, in order', () => {
  for (const [index, table] of WAREHOUSE_TABLES.entries()) {
    const named = [...(statements[index] as string).matchAll(/"(\w+)"/g)].map((match) => match[1])
    expect(named).toEqual(Object.keys(table.columns))
  }
})

test('may run again', () => {
  for (const statement of statements) expect(statement).toMatch(/^CREATE (TABLE|VIEW) IF NOT EXISTS /)
})
