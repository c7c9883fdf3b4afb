import { createInterface } from 'node:readline'
import { EndcapError, parseStoredEvent, type StoredEvent } from '@endcap/core'
import { type ImportOptions, type ImportProblem, type ImportReport, openFile, PROGRESS_LINES } from './import-report.js'
import { type ImportDatabase, targetOf } from './import-target.js'

/**
 * Imports a file of Endcap events, one JSON object a line, as the spool and the debug overlay write them.
 * Ids make a second import add nothing. Throws `file-unreadable`, and `input-empty` when no line holds anything.
 */
export async function importEvents(warehouse: ImportDatabase, options: ImportOptions): Promise<ImportReport> {
  const problems: ImportProblem[] = []
  const count = { lines: 0 }
  const accept = () => options.skipBad === true || problems.length === 0
  const appended = await targetOf(warehouse).appendEvents(readEvents(options, problems, count), accept)
  if (count.lines === 0) throw new EndcapError('input-empty', `${options.file} holds no events`)
  return { lines: count.lines, ...appended, skipped: 0, problems }
}

async function* readEvents(
  { file, onProgress }: ImportOptions,
  problems: ImportProblem[],
  count: { lines: number },
): AsyncGenerator<StoredEvent> {
  let line = 0
  try {
    for await (const text of createInterface({ input: openFile(file), crlfDelay: Infinity })) {
      line++
      if (text.trim() === '') continue
      if (++count.lines % PROGRESS_LINES === 0) onProgress?.(count.lines)
      const stored = readLine(text, line, problems)
      if (stored) yield stored
    }
  } catch (error) {
    throw new EndcapError('file-unreadable', file, error)
  }
}

function readLine(text: string, line: number, problems: ImportProblem[]): StoredEvent | undefined {
  const value = parseJson(text)
  if (value === undefined) {
    problems.push({ line, code: 'json-malformed', path: '' })
    return undefined
  }
  const parsed = parseStoredEvent(value)
  if (!parsed.ok) {
    problems.push(...parsed.problems.map((problem) => ({ line, ...problem })))
    return undefined
  }
  return parsed.value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
