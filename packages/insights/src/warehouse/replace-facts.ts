import type { FactTable } from '@endcap/core'
import type { Warehouse } from './duckdb.js'
import type { FactRow } from './import-target.js'

/** Writes rows of facts in the place of those with the same keys, in one transaction. Gives how many. */
export function replaceFacts(warehouse: Warehouse, table: FactTable, rows: readonly FactRow[]): Promise<number> {
  return warehouse.transaction(async (connection) => {
    const stage = `stage_${table.name}`
    await connection.run(`CREATE TEMP TABLE ${stage} AS FROM ${table.name} LIMIT 0`)
    const appender = await connection.createAppender(stage, null, 'temp')
    for (const row of rows) {
      for (const [column, type] of Object.entries(table.columns)) {
        const cell = row[column] ?? null
        if (cell === null) appender.appendNull()
        else if (type === 'text') appender.appendVarchar(String(cell))
        else if (type === 'bigint') appender.appendBigInt(BigInt(Math.round(Number(cell))))
        else appender.appendDouble(Number(cell))
      }
      appender.endRow()
    }
    appender.closeSync()
    const same = table.key.map((column) => `t.${column} IS NOT DISTINCT FROM s.${column}`).join(' AND ')
    await connection.run(`DELETE FROM ${table.name} AS t WHERE EXISTS (SELECT 1 FROM ${stage} AS s WHERE ${same})`)
    const { rowsChanged } = await connection.run(`INSERT INTO ${table.name} FROM ${stage}`)
    await connection.run(`DROP TABLE ${stage}`)
    return rowsChanged
  })
}
