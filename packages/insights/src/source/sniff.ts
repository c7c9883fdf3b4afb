import { closeSync, openSync, readSync } from 'node:fs'
import { constants, gunzipSync } from 'node:zlib'
import { EndcapError } from '@endcap/core'
import { guessByName } from './file-columns.js'

/** How a file of rows is written. */
export interface FileShape {
  readonly format: 'text' | 'parquet' | 'ndjson'
  /** Of text: what stands between cells; `blanks`: any run of blanks and tabs. */
  readonly delimiter: ',' | ';' | '\t' | '|' | 'blanks'
  /** Of text: the first rows, cut into cells. */
  readonly sample: readonly (readonly string[])[]
  /** Of text: the first row names the columns. */
  readonly hasHeader: boolean
}

const SAMPLE_BYTES = 262_144
const SAMPLE_ROWS = 200
const SEPARATORS = [',', ';', '\t', '|'] as const

/** Looks at the beginning of a file. Throws `file-unreadable`, and `input-empty` when it holds nothing. */
export function sniffFile(file: string): FileShape {
  const plain = { delimiter: ',', sample: [], hasHeader: true } as const
  if (/\.parquet$/i.test(file)) return { format: 'parquet', ...plain }
  const { text, isCut } = readStart(file)
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const [first] = lines
  if (first === undefined) throw new EndcapError('input-empty', `${file} holds nothing`)
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(file) || first.trimStart().startsWith('{')) return { format: 'ndjson', ...plain }
  const rows = (isCut && lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, SAMPLE_ROWS)
  const delimiter =
    SEPARATORS.find((separator) => count(first, separator) > 0) ?? (/\S[ \t]+\S/.test(first.trim()) ? 'blanks' : ',')
  const sample = rows.map((row) => cellsOf(row, delimiter))
  return { format: 'text', delimiter, sample, hasHeader: isHeader(sample) }
}

/** The cells of a line, unquoted. */
function cellsOf(line: string, delimiter: FileShape['delimiter']): string[] {
  if (delimiter === 'blanks') return line.trim().split(/[ \t]+/)
  const cells: string[] = []
  let isQuoted = false
  let cell = ''
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted
    else if (character === delimiter && !isQuoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  return [...cells, cell.trim()]
}

/** The beginning of a text; `isCut`: its last line may be. */
function readStart(file: string): { readonly text: string; readonly isCut: boolean } {
  const buffer = Buffer.alloc(SAMPLE_BYTES)
  try {
    const handle = openSync(file, 'r')
    const read = readSync(handle, buffer, 0, SAMPLE_BYTES, 0)
    closeSync(handle)
    const bytes = buffer.subarray(0, read)
    // The end of the sample is in the middle of the file.
    const plain = file.endsWith('.gz') ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes
    return { text: plain.toString('utf8').replace(/^\uFEFF/, ''), isCut: read === SAMPLE_BYTES }
  } catch (error) {
    throw new EndcapError('file-unreadable', file, error)
  }
}

const count = (text: string, part: string): number => text.split(part).length - 1

/** A header has no number and no date in it. Files of words alone have one when their rows are of one length; baskets, a line each, are not. */
function isHeader([first = [], ...rest]: readonly (readonly string[])[]): boolean {
  if (first.some((cell) => cell === '' || /^[-\d]/.test(cell))) return false
  if (Object.keys(guessByName(first)).length > 1) return true
  return rest.length > 0 && first.length > 1 && rest.every((row) => row.length === first.length)
}
