import type { DialectName } from '../query/dialect.js'

/** Values of a statement's `$name` parameters. */
export type QueryParameters = Readonly<Record<string, string | number | boolean | null>>

/** A database with the warehouse's views in it that can be asked, whatever it is. */
export interface Database {
  readonly dialect: DialectName
  /** All rows of a statement. Whole numbers of any width arrive as `number`. Rejects with what the database says. */
  query<Row>(sql: string, parameters?: QueryParameters): Promise<Row[]>
  /** Makes the rows of a statement ready to be asked several times. */
  keep(sql: string, parameters?: QueryParameters): Promise<KeptRows>
}

/** Rows that are asked several times. */
export interface KeptRows {
  /** What stands after FROM. */
  readonly table: string
  /** Of `table`: to be given with each question. */
  readonly parameters: QueryParameters
  drop(): Promise<void>
}
