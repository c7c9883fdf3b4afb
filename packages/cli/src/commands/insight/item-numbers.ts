import { readFileSync } from 'node:fs'
import { CommandError, UsageError } from '../../io.js'

/**
 * Reads a CSV of two columns, a product's id and a number of 0 or more; a first line whose second cell is no number is a heading. Throws
 * `UsageError` for a file that cannot be read and `CommandError` naming the line that cannot.
 */
export function readItemNumbers(option: string, file: string): Record<string, number> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`--${option} ${file} cannot be read`)
  }
  const numbers: Record<string, number> = {}
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((line, at) => {
      if (line.trim() === '') return
      const cells = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
      const [item = '', told = ''] = cells
      const number = told === '' ? Number.NaN : Number(told)
      if (at === 0 && Number.isNaN(number)) return
      if (item === '' || cells.length !== 2 || !(number >= 0) || !Number.isFinite(number)) {
        throw new CommandError(
          `${file}, line ${at + 1}: "${line.slice(0, 60)}" is not an id and a number`,
          'write it as MUG-1,4.20',
        )
      }
      numbers[item] = number
    })
  return numbers
}
