import { createReadStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { EndcapError } from '@endcap/core'
import { parse } from 'csv-parse'
import type { Impression } from './impressions.js'

/** What was read of a file. */
export interface LoggedImpressions {
  readonly rows: readonly Impression[]
  /** Rows that are not impressions: no item, a position under 1, a click that is neither 0 nor 1, a chance outside (0, 1]. */
  readonly badRows: number
}

const COLUMNS = ['timestamp', 'item_id', 'position', 'click', 'propensity_score'] as const

/**
 * Reads impressions in the columns of the Open Bandit Dataset (Saito et al. 2020): `timestamp, item_id, position` (from 1),
 * `click, propensity_score`, others ignored; `.csv` or `.csv.gz`. The set names no visitors, so each row stands alone.
 * Throws `file-unreadable`, `field-missing` (a column), `input-empty` (no usable row).
 */
export async function readLoggedImpressions(file: string): Promise<LoggedImpressions> {
  const rows: Impression[] = []
  let badRows = 0
  const unpack = /\.gz$/i.test(file) ? createGunzip() : new PassThrough()
  const records = parse({
    bom: true,
    columns: (names: string[]) => checkColumns(names, file),
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: () => {
      badRows++
      return undefined
    },
  })
  try {
    await pipeline(createReadStream(file), unpack, records, async (found: AsyncIterable<Record<string, string>>) => {
      for await (const record of found) {
        const row = readRow(record, String(rows.length + badRows))
        if (row) rows.push(row)
        else badRows++
      }
    })
  } catch (error) {
    throw error instanceof EndcapError ? error : new EndcapError('file-unreadable', file, error)
  }
  if (rows.length === 0) throw new EndcapError('input-empty', `${file} holds no impression (${badRows} bad rows)`)
  return { rows, badRows }
}

function checkColumns(names: string[], file: string): string[] {
  const missing = COLUMNS.find((name) => !names.includes(name))
  if (missing) throw new EndcapError('field-missing', `${file}: no column ${missing}`)
  return names
}

function readRow(record: Readonly<Record<string, string>>, requestId: string): Impression | undefined {
  const { item_id: item, click, timestamp = '' } = record
  const position = Number(record['position']) - 1
  const propensity = Number(record['propensity_score'])
  // Microseconds are more than a date of this language holds.
  const ts = Date.parse(timestamp.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1'))
  const isSound =
    item &&
    Number.isInteger(position) &&
    position >= 0 &&
    /^[01]$/.test(click ?? '') &&
    propensity > 0 &&
    propensity <= 1
  if (!isSound || Number.isNaN(ts)) return undefined
  return {
    requestId,
    placement: 'logged',
    position,
    propensity,
    strategy: null,
    model: null,
    item,
    visitor: null,
    session: null,
    ts,
    clicked: click === '1',
    carted: false,
    bought: false,
  }
}
