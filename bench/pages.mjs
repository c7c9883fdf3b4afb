/** What the benchmarks of this folder share: how they end, tables of equal columns, and their place in a page of `docs/`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { fail, ROOT, run } from '../scripts/workspace.mjs'

/** @param {string[]} head @param {string[][]} rows @returns {string} Markdown: the first column left, the others right */
export function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)))
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** Puts the tables of the benchmark `name` between the marks of `docs/bench-<name>.md`. */
async function writePage(name, text) {
  const path = `docs/bench-${name}.md`
  const marks = [`<!-- bench: written by \`npm run bench -- ${name} --write\` -->`, '<!-- /bench -->']
  const page = readFileSync(join(ROOT, path), 'utf8')
  const [start, end] = marks.map((mark) => page.indexOf(mark))
  if (start < 0 || end < start) fail(`${path} has no marks for the tables`, `put ${marks.join(' and ')} into it`)
  writeFileSync(join(ROOT, path), `${page.slice(0, start)}${marks[0]}\n\n${text}\n\n${page.slice(end)}`)
  await run('biome', ['format', '--write', path], { capture: true })
}

/**
 * Ends the benchmark `name`: checks the result, prints its tables and, as asked, writes them into its page and prints the line of
 * JSON. Exit code 1 when a check does not hold.
 */
export async function finish(name, result, { check, tables, write, json }) {
  result.cores = availableParallelism()
  // What the machine did beside, too: times of a busy machine are longer than those of an idle one.
  result.load = Number(loadavg()[1].toFixed(1))
  result.checks = check(result)
  result.ok = result.checks.every(({ ok }) => ok)
  const text = tables(result)
  process.stdout.write(`\n${text}\n\n`)
  if (write) await writePage(name, text)
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exitCode = result.ok ? 0 : 1
}
