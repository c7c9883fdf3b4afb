import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One CSV line → its fields. Handles quoted fields with doubled quotes; the sources have no line breaks in fields. */
function parseLine(line) {
  if (!line.includes('"')) return line.split(',')
  const fields = []
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g
  for (const [, quoted, bare] of line.matchAll(pattern)) fields.push(quoted?.replaceAll('""', '"') ?? bare)
  return fields
}

/** A gzipped CSV with a header → one object a row, in file order; every value is a string. */
export function* readCsv(file) {
  const [header, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split(/\r?\n/)
  const names = parseLine(header)
  for (const line of lines) {
    const fields = parseLine(line)
    yield Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']))
  }
}
