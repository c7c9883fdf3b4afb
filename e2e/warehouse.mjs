/** Looks into the DuckDB file of a stopped collector. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/**
 * Runs queries on the warehouse in `folder`, each giving its rows as objects; closes it again.
 * @template T
 * @param {string} folder
 * @param {(query: (sql: string) => Promise<any[]>) => Promise<T>} ask
 * @returns {Promise<T>}
 */
export async function readWarehouse(folder, ask) {
  const file = readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .find((name) => name.endsWith('.duckdb') && existsSync(name))
  if (!file) throw new Error(`no DuckDB file in ${folder}`)
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    return await ask(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson())
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
