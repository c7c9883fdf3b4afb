import { EndcapError } from '@endcap/core'
import { parse } from 'csv-parse'
import { openFile } from '../../warehouse/import-report.js'

/** What was spent on a channel in some days. */
export interface CostRow {
  /** Whole days since 1970-01-01; both days count. */
  readonly fromDay: number
  readonly toDay: number
  readonly channel: string
  readonly campaign?: string | undefined
  /** In the shop's currency. */
  readonly cost: number
}

const DAY_MS = 86_400_000
const COLUMNS = {
  day: ['day', 'date'],
  week: ['week'],
  month: ['month'],
  from: ['from', 'start', 'fromday', 'startdate', 'datestart'],
  to: ['to', 'end', 'today', 'enddate', 'datestop'],
  channel: ['channel', 'channelgroup', 'defaultchannelgroup'],
  campaign: ['campaign', 'campaignname', 'utmcampaign'],
  cost: ['cost', 'costs', 'spend', 'amount', 'amountspent'],
} as const
type Column = keyof typeof COLUMNS

/**
 * Reads costs from CSV: `channel`, `cost`, perhaps `campaign`, and either a `day` (2026-11-01), a `week` (2026-W45), a `month` (2026-11) or
 * `from` and `to`. Names are compared without case, blanks and `_`. Throws `file-unreadable`, `field-missing` for a column, `value-invalid`
 * for a cell, by its line, and `input-empty`.
 */
export async function readCosts(file: string): Promise<CostRow[]> {
  const rows: CostRow[] = []
  let columns: Readonly<Record<Column, number>> | undefined
  const input = openFile(file)
  const records = parse({ bom: true, info: true, skip_empty_lines: true, trim: true })
  input.on('error', (error) => records.destroy(error))
  try {
    for await (const { record, info } of input.pipe(records) as AsyncIterable<CsvRecord>) {
      if (columns) rows.push(readRow(record, columns, `${file}, line ${info.lines}`))
      else columns = readHeader(record, file)
    }
  } catch (error) {
    throw error instanceof EndcapError ? error : new EndcapError('file-unreadable', file, error)
  }
  if (rows.length === 0) throw new EndcapError('input-empty', `${file} holds no costs`)
  return rows
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function readHeader(header: readonly string[], file: string): Record<Column, number> {
  const names = header.map((title) => title.toLowerCase().replace(/[\s_-]/g, ''))
  const find = (column: Column) => names.findIndex((name) => (COLUMNS[column] as readonly string[]).includes(name))
  const found = Object.fromEntries((Object.keys(COLUMNS) as Column[]).map((column) => [column, find(column)]))
  const columns = found as Record<Column, number>
  const lacking = columns.channel < 0 ? 'channel' : columns.cost < 0 ? 'cost' : undefined
  if (lacking) throw new EndcapError('field-missing', `${file} has no column ${lacking}: it has ${header.join(', ')}`)
  if (columns.day < 0 && columns.week < 0 && columns.month < 0 && (columns.from < 0 || columns.to < 0)) {
    throw new EndcapError('field-missing', `${file} has no column day, week or month, nor from and to`)
  }
  return columns
}

function readRow(record: readonly string[], columns: Readonly<Record<Column, number>>, place: string): CostRow {
  const cell = (column: Column) => (columns[column] < 0 ? '' : (record[columns[column]] ?? ''))
  const refuse = (column: Column, wanted: string): never => {
    throw new EndcapError('value-invalid', `${place}: ${column} "${cell(column)}" is no ${wanted}`)
  }
  const channel = channelName(cell('channel'))
  if (channel === '') refuse('channel', 'channel')
  const cost = cell('cost') === '' ? Number.NaN : Number(cell('cost'))
  if (!(Number.isFinite(cost) && cost >= 0)) refuse('cost', 'amount from 0')
  const span =
    spanOf(cell) ??
    refuse(columns.day >= 0 ? 'day' : columns.week >= 0 ? 'week' : columns.month >= 0 ? 'month' : 'from', 'date')
  if (span.toDay < span.fromDay) refuse('to', 'day after from')
  return { ...span, channel, cost, ...(cell('campaign') !== '' && { campaign: cell('campaign') }) }
}

function spanOf(cell: (column: Column) => string): Pick<CostRow, 'fromDay' | 'toDay'> | undefined {
  if (cell('day') !== '') return between(dayOf(cell('day')), dayOf(cell('day')))
  if (cell('week') !== '') {
    const [, year, week] = /^(\d{4})-?W(\d{1,2})$/i.exec(cell('week')) ?? []
    if (year === undefined || Number(week) < 1 || Number(week) > 53) return undefined
    // ISO 8601: the week with 4 January is the first, and weeks begin on Monday, as did the one of 1969-12-29.
    const fourth = Date.UTC(Number(year), 0, 4) / DAY_MS
    const monday = fourth - ((fourth + 3) % 7) + (Number(week) - 1) * 7
    return { fromDay: monday, toDay: monday + 6 }
  }
  if (cell('month') !== '') {
    const [, year, month] = /^(\d{4})-(\d\d)$/.exec(cell('month')) ?? []
    if (year === undefined || Number(month) < 1 || Number(month) > 12) return undefined
    const first = Date.UTC(Number(year), Number(month) - 1, 1) / DAY_MS
    return { fromDay: first, toDay: Date.UTC(Number(year), Number(month), 1) / DAY_MS - 1 }
  }
  return between(dayOf(cell('from')), dayOf(cell('to')))
}

function between(fromDay: number | undefined, toDay: number | undefined) {
  return fromDay === undefined || toDay === undefined ? undefined : { fromDay, toDay }
}

function dayOf(text: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms / DAY_MS
}

/** A channel as it stands in events: `Paid Search` is `paid_search`. */
export function channelName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
}

/** What of the costs falls on each day from one to another; a row of several days is spread over them evenly. */
export function costsByDay(
  rows: readonly CostRow[],
  fromDay: number,
  toDay: number,
): { readonly day: number; readonly channel: string; readonly campaign: string | undefined; readonly cost: number }[] {
  return rows.flatMap((row) => {
    const days = row.toDay - row.fromDay + 1
    const first = Math.max(row.fromDay, fromDay)
    return Array.from({ length: Math.max(0, Math.min(row.toDay, toDay) - first + 1) }, (_, at) => ({
      day: first + at,
      channel: row.channel,
      campaign: row.campaign,
      cost: row.cost / days,
    }))
  })
}
