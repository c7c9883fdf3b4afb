import { openWarehouse, type Warehouse } from './duckdb.js'

/**
 * Writes all of a warehouse to a new DuckDB file as it is at one moment, while others write to it. Gives the events in the copy, which
 * was opened to count them. Rejects when the file exists or cannot be written.
 */
export async function copyWarehouse(warehouse: Warehouse, path: string): Promise<{ readonly events: number }> {
  const connection = await warehouse.instance.connect()
  const name = `endcap_copy_${Date.now()}`
  const quoted = `'${path.replaceAll("'", "''")}'`
  try {
    const reader = await connection.runAndReadAll('SELECT current_database()')
    const own = String(reader.getRows()[0]?.[0]).replaceAll('"', '""')
    await connection.run(`ATTACH ${quoted} AS ${name}`)
    try {
      await connection.run(`COPY FROM DATABASE "${own}" TO ${name}`)
    } finally {
      await connection.run(`DETACH ${name}`)
    }
  } finally {
    connection.closeSync()
  }
  return countEvents(path)
}

/** Opens a warehouse file that nobody else has open, and counts its events: proof that it can be read. */
export async function countEvents(path: string): Promise<{ readonly events: number }> {
  const copy = await openWarehouse({ path, readOnly: true })
  try {
    const [row] = await copy.query<{ events: number }>('SELECT count(*) AS events FROM events')
    return { events: row?.events ?? 0 }
  } finally {
    copy.close()
  }
}
