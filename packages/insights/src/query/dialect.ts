import { FACT_TABLES, type FactName } from '@endcap/core'

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
  /**
   * Events, or items, that meet a condition, each once. The condition is asked first: a view would sort them all. Where `counted` is given,
   * only events that meet it as well are promised to be there once: looking for repetitions is what takes the time.
   */
  events(condition: string, counted?: string): string
  items(condition: string): string
  /** As `events` and `items`, sooner where the condition leaves some hundred thousand rows at most, and much later where it leaves millions. */
  fewEvents(condition: string): string
  fewItems(condition: string): string
  /** Whole days since 1970-01-01, on the calendar of an IANA zone, of a moment in ms. */
  localDay(ts: string, zone: string): string
  /** Hour of the day there, 0–23. */
  localHour(ts: string, zone: string): string
  /** Months since January of the year 0 of a whole number of days since 1970-01-01. */
  monthOf(day: string): string
  /** The value of the row with the least, or greatest, keys; nulls are passed over. The keys are never null. */
  first(value: string, ...keys: readonly string[]): string
  last(value: string, ...keys: readonly string[]): string
  /** A table of facts: the row of a key that was told last. */
  facts(name: FactName): string
  /** A number that stands for a text where rows are grouped or sorted by it, which takes less time: 64 bits, of which two are as good as never alike. */
  key(text: string): string
  /** MD5 of a text in 32 small hexadecimal digits, the same in all databases: who is in a sample. The text is never null. */
  digest(text: string): string
  /** A row a `cell`, with the columns of several queries that have each some of them. None is null: what a query does not tell is 0. */
  united(parts: readonly UnitedPart[], folds: Readonly<Record<string, 'sum' | 'max'>>): string
  /** The texts of a group, in the order of a whole number and a text, joined. */
  joined(text: string, order: readonly [number: string, text: string], separator: string): string
}

/** A query for `cell`, once each, and all columns; those outside `own` are 0. */
export interface UnitedPart {
  readonly sql: string
  readonly own: readonly string[]
}

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  duckdb: {
    jsonText: (column, parameter) => `map_extract_value(CAST(${column} AS MAP(VARCHAR, VARCHAR)), ${parameter})`,
    jsonNumber: (column, key) => `TRY_CAST(CAST(json_extract(${column}, '$."${key}"') AS VARCHAR) AS DOUBLE)`,
    jsonKeys: (column) => `unnest(json_keys(${column}))`,
    wholes: (dividend, divisor) => `((${dividend}) // ${divisor})`,
    events: (condition, counted) => once('raw_events', condition, 'event_id', counted),
    items: (condition) => once('raw_event_items', condition, 'event_id, line'),
    fewEvents: (condition) => firsts('raw_events', condition, 'event_id'),
    fewItems: (condition) => firsts('raw_event_items', condition, 'event_id, line'),
    localDay: (ts, zone) =>
      isUtc(zone)
        ? `((${ts}) // 86400000)`
        : `datediff('day', DATE '1970-01-01', CAST(${localTime(ts, zone)} AS DATE))`,
    localHour: (ts, zone) => (isUtc(zone) ? `((${ts}) // 3600000) % 24` : `hour(${localTime(ts, zone)})`),
    monthOf: (day) => `(datepart('year', ${dateOf(day)}) * 12 + datepart('month', ${dateOf(day)}) - 1)`,
    first: (value, ...keys) => `arg_min(${value}, (${keys.join(', ')}))`,
    last: (value, ...keys) => `arg_max(${value}, (${keys.join(', ')}))`,
    facts: (name) => FACT_TABLES[name].name,
    key: (text) => `hash(${text})`,
    digest: (text) => `md5(${text})`,
    united: (parts, folds) => beside(parts, Object.keys(folds)),
    // Sorted once a group has all its rows: `string_agg` with an order takes four times as long.
    joined: (text, order, separator) =>
      `array_to_string(list_transform(list_sort(list(row(${order.join(', ')}, ${text}))), lambda step: step[3]), '${separator}')`,
  },
  clickhouse: {
    jsonText: (column, parameter) => `nullIf(JSONExtractString(${column}, ${parameter}), '')`,
    jsonNumber: (column, key) => `toFloat64OrNull(JSONExtractRaw(assumeNotNull(${column}), '${key}'))`,
    jsonKeys: (column) => `arrayJoin(JSONExtractKeys(assumeNotNull(${column})))`,
    wholes: (dividend, divisor) => `intDiv(${dividend}, ${divisor})`,
    events: (condition) => `(SELECT * FROM events WHERE ${condition})`,
    items: (condition) => `(SELECT * FROM event_items WHERE ${condition})`,
    fewEvents: (condition) => `(SELECT * FROM events WHERE ${condition})`,
    fewItems: (condition) => `(SELECT * FROM event_items WHERE ${condition})`,
    localDay: (ts, zone) =>
      isUtc(zone)
        ? `intDiv(${ts}, 86400000)`
        : `toInt64(toDate(toDateTime(intDiv(assumeNotNull(${ts}), 1000), '${zone}')))`,
    localHour: (ts, zone) => `toHour(toDateTime(intDiv(assumeNotNull(${ts}), 1000), '${zone}'))`,
    monthOf: (day) =>
      `(toInt64(toYear(addDays(toDate32('1970-01-01'), ${day}))) * 12 + toMonth(addDays(toDate32('1970-01-01'), ${day})) - 1)`,
    first: (value, ...keys) => `argMin(${value}, tuple(${keys.join(', ')}))`,
    last: (value, ...keys) => `argMax(${value}, tuple(${keys.join(', ')}))`,
    facts: (name) => `(SELECT * FROM ${FACT_TABLES[name].name} FINAL)`,
    key: (text) => `sipHash64(assumeNotNull(${text}))`,
    digest: (text) => `lower(hex(MD5(assumeNotNull(${text}))))`,
    united: (parts, folds) => below(parts, folds),
    joined: (text, order, separator) =>
      `arrayStringConcat(arrayMap(step -> step.3, arraySort(groupArray(tuple(${order
        .map((key) => `assumeNotNull(${key})`)
        .join(', ')}, assumeNotNull(${text}))))), '${separator}')`,
  },
}

const dateOf = (day: string): string => `(DATE '1970-01-01' + CAST(${day} AS INTEGER))`
const isUtc = (zone: string): boolean => zone === 'UTC'

/** The clock of a zone, as a time without one. The zone is checked where it comes in. */
const localTime = (ts: string, zone: string): string => `timezone('${zone}', make_timestamptz((${ts}) * 1000))`

/** Side by side, joined by cell: a sum of many columns over rows that are mostly 0 takes several times as long. Each part is kept, since it is read twice. */
function beside(parts: readonly UnitedPart[], names: readonly string[]): string {
  const each = parts.map(({ sql }, at) => `part${at} AS MATERIALIZED (${sql})`)
  const cells = parts.map((_, at) => `SELECT cell FROM part${at}`).join(' UNION ')
  const columns = names.map((name) => {
    const at = parts.findIndex(({ own }) => own.includes(name))
    return `${at < 0 ? '0e0' : `coalesce(part${at}.${name}, 0e0)`} AS ${name}`
  })
  const joins = parts.map((_, at) => `LEFT JOIN part${at} ON part${at}.cell = every_cell.cell`)
  return `(WITH ${each.join(', ')} SELECT every_cell.cell AS cell, ${columns.join(', ')}
    FROM (${cells}) AS every_cell ${joins.join(' ')})`
}

/** One below the other, and folded: a server that keeps nothing between would work out what is read twice twice. */
function below(parts: readonly UnitedPart[], folds: Readonly<Record<string, 'sum' | 'max'>>): string {
  const folded = Object.entries(folds).map(([name, fold]) => `${fold}(${name}) AS s_${name}`)
  const shown = Object.keys(folds).map((name) => `s_${name} AS ${name}`)
  const all = parts.map(({ sql }) => sql).join(' UNION ALL ')
  return `(SELECT cell, ${shown.join(', ')} FROM (SELECT cell, ${folded.join(', ')} FROM (${all}) AS parts GROUP BY cell) AS folded)`
}

/**
 * Of rows with the same key the first. Rows that came twice are few: they are found by the hash of their key, which is compared
 * sooner than the key, and only among them the key decides.
 */
function once(table: string, condition: string, key: string, counted?: string): string {
  const sought = counted === undefined ? condition : `${condition} AND ${counted}`
  const hashes = `SELECT hash(${key}) FROM ${table} WHERE ${sought} GROUP BY 1 HAVING count(*) > 1`
  return `(SELECT * FROM ${table} WHERE ${condition} AND rowid NOT IN (
    SELECT unnest(list_sort(list(rowid))[2:]) FROM ${table} WHERE ${sought} AND hash(${key}) IN (${hashes}) GROUP BY ${key}))`
}

/** The same in one pass over the table, which sorts all that it finds. */
function firsts(table: string, condition: string, key: string): string {
  return `(SELECT * FROM ${table} WHERE ${condition} QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY rowid) = 1)`
}
