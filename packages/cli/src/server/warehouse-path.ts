import { join } from 'node:path'

/** The warehouse file of a data folder: where the collector's DuckDB sink writes by default. */
export function warehousePath(dataDir: string): string {
  return join(dataDir, 'warehouse.duckdb')
}
