/** A database that experiments are read from. */
export type DialectName = 'duckdb' | 'clickhouse'

/** What the databases say each in their own words; everything else in the queries is said alike. */
export interface Dialect {
  /** The text under the key `$name` of a JSON object of texts, null where it is not there. */
  jsonText(column: string, parameter: string): string
  /** The number under a key of a JSON object, null where there is none. */
  jsonNumber(column: string, key: string): string
  /** The keys of a JSON object, a row each. */
  jsonKeys(column: string): string
  /** Whole part of a quotient of whole numbers that are not negative. */
  wholes(dividend: string, divisor: number): string
  /** Events, or items, that meet a condition, each once. The condition is asked first: a view would sort them all. */
  events(condition: string): string
  items(condition: string): string
}

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  duckdb: {
    jsonText: (column, parameter) => `map_extract_value(CAST(${column} AS MAP(VARCHAR, VARCHAR)), ${parameter})`,
    jsonNumber: (column, key) => `TRY_CAST(CAST(json_extract(${column}, '$."${key}"') AS VARCHAR) AS DOUBLE)`,
    jsonKeys: (column) => `unnest(json_keys(${column}))`,
    wholes: (dividend, divisor) => `((${dividend}) // ${divisor})`,
    events: (condition) => once('raw_events', condition, 'event_id'),
    items: (condition) => once('raw_event_items', condition, 'event_id, line'),
  },
  clickhouse: {
    jsonText: (column, parameter) => `nullIf(JSONExtractString(${column}, ${parameter}), '')`,
    jsonNumber: (column, key) => `toFloat64OrNull(JSONExtractRaw(assumeNotNull(${column}), '${key}'))`,
    jsonKeys: (column) => `arrayJoin(JSONExtractKeys(assumeNotNull(${column})))`,
    wholes: (dividend, divisor) => `intDiv(${dividend}, ${divisor})`,
    events: (condition) => `(SELECT * FROM events WHERE ${condition})`,
    items: (condition) => `(SELECT * FROM event_items WHERE ${condition})`,
  },
}

function once(table: string, condition: string, key: string): string {
  return `(SELECT * FROM ${table} WHERE ${condition} QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY rowid) = 1)`
}
