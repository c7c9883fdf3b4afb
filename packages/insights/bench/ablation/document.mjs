import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drawBudgets, drawFlow } from './pictures.mjs'

/** The tables of a run, alike on the terminal and in `docs/ranking.md`. */

const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url))
const MARKS = ['<!-- bench: written by `npm run bench -- insights-ablation --write` -->', '<!-- /bench -->']
const KIB = 1024

const ratio = (value) => value.toFixed(4)
const signed = (value) => {
  const text = ratio(Math.abs(value))
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}
const kib = (bytes) => (bytes / KIB).toFixed(1)
const count = (value) => value.toLocaleString('en')

/** By section name: its tables as Markdown. */
const SECTIONS = {
  signals: (sets) => [
    '## What each signal buys',
    'Points of HR@20 and MRR@20 that are lost when the signal is switched off and nothing else is changed, on held-out visits, fitted on at most 120,000 of the newest rows. In bold: the 95 % interval of the paired difference leaves 0 out. “off”: the trainer itself chose to do without.',
    table(
      ['signal', ...sets.map(({ set }) => set)],
      [
        ['every signal: HR@20 / MRR@20', ...sets.map(({ hr, mrr }) => `${ratio(hr)} / ${ratio(mrr)}`)],
        ...[...new Set(sets.flatMap(({ signals }) => signals.map(({ name }) => name)))].map((name) => [
          name,
          ...sets.map(({ signals }) => lossOf(signals.find((signal) => signal.name === name))),
        ]),
      ],
    ),
    `Asked: ${sets.map(({ set, predictions, protocol }) => `${set} ${count(predictions)} (${protocol})`).join(', ')}.`,
  ],
  budgets: ({ set, items, files, shards }) => [
    '## What bytes buy',
    `![HR@20 against kilobytes, of one file and of shards](images/ranking-bytes.svg)`,
    `${set}, ${count(items)} items. Bytes after gzip; of shards those that a session loads: manifest, shards and directory files.`,
    table(
      ['one file, limit', 'bytes, KiB', 'pairs', 'HR@20', 'MRR@20'],
      files.map((row) => [
        row.kib ? `${row.kib} KiB` : 'none',
        kib(row.bytes),
        count(row.pairs),
        ratio(row.hr),
        ratio(row.mrr),
      ]),
    ),
    table(
      ['shards, limit of a session', 'mean, KiB', '95th percentile, KiB', 'files', 'HR@20', 'MRR@20'],
      shards.map((row) => [
        `${row.kib} KiB`,
        kib(row.bytes),
        kib(row.bytesP95),
        count(row.files),
        ratio(row.hr),
        ratio(row.mrr),
      ]),
    ),
  ],
  shards: ({ set, items, predictions, whole, sharded, difference, checks }) => [
    '## What shards cost',
    `${set}, ${count(items)} items, ${count(predictions)} questions. The whole model with every pair and exact weights: HR@20 ${ratio(whole.hr)}, MRR@20 ${ratio(whole.mrr)}; in ${count(sharded.files)} files: ${ratio(sharded.hr)}, ${ratio(sharded.mrr)}; difference in HR ${bounds(difference.hr)}, in MRR ${bounds(difference.mrr)}.`,
    table(
      ['bar', 'measured', 'must be', 'holds'],
      checks.map(({ name, value, least, most, ok }) => [
        name,
        least === undefined ? value.toFixed(1) : ratio(value),
        least === undefined ? `at most ${most}` : `at least ${least}`,
        ok ? 'yes' : 'NO',
      ]),
    ),
  ],
  diversity: ({ set, predictions, rows }) => [
    '## What diversity costs',
    `The setting \`diversity\` of a placement, on ${count(predictions)} questions of ${set}. Intra-list diversity is the mean distance of two products of a list, 1 where they share no attribute.`,
    table(
      ['diversity', 'HR@20', 'NDCG@20', 'intra-list diversity', 'coverage of the catalogue'],
      rows.map((row) => [
        String(row.diversity),
        ratio(row.hr),
        ratio(row.ndcg),
        ratio(row.intraListDiversity),
        ratio(row.coverage),
      ]),
    ),
  ],
  cold: (sets) => [
    '## New products and new visitors',
    `A tenth of the items that train has is hidden from it; the catalogue has them. HR@20, and by how much Endcap is ahead, with the 95 % interval of the paired difference. \`endcap evaluate --cold 0.1\` does the same on any set.
Lines of items do not tell when anything was met: what is in demand then follows the order of the lines, and a home page gains nothing by it.`,
    ...sets.flatMap(({ set, hidden_items, parts }) => [
      `${set}, ${count(hidden_items)} items hidden:`,
      table(
        ['asked', 'questions', 'endcap', 'beside', 'HR@20', 'ahead by'],
        Object.entries(parts).flatMap(([part, { predictions, endcap, rivals }]) =>
          Object.entries(rivals).map(([rival, { hr, difference }], n) => [
            n ? '' : PARTS[part],
            n ? '' : count(predictions),
            n ? '' : ratio(endcap.hr),
            rival,
            ratio(hr),
            bounds(difference.hr),
          ]),
        ),
      ),
    ]),
  ],
}
const PARTS = {
  'new-items': 'a new item is wanted, any may be answered',
  'among-new': 'a new item is wanted, only new ones may',
  'new-page': 'a new item is on view',
  'first-page': 'new visitor: the item on view is all that is known',
  home: 'new visitor, home page: nothing is known',
  'category-page': 'new visitor, category page',
}

/** What each section measured, as Markdown. */
export function tables({ node, cores, cpuMs, ...sections }) {
  const known = Object.keys(SECTIONS).filter((name) => sections[name])
  const head = `Measured with Node ${node} on ${cores} cores, in ${Math.round(cpuMs / 60_000)} minutes of processor time.`
  return [head, ...known.flatMap((name) => SECTIONS[name](sections[name]))].join('\n\n')
}

function lossOf(signal) {
  if (!signal) return '–'
  if (signal.isOff) return 'off'
  const cell = ({ value, low, high }) => (low > 0 || high < 0 ? `**${signed(-value)}**` : signed(-value))
  return `${cell(signal.hr)} / ${cell(signal.mrr)}`
}

const bounds = ({ value, low, high }) => `${signed(value)} [${signed(low)}, ${signed(high)}]`

function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)))
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** Puts the tables between the marks of the page, and the pictures beside it. */
export function writePage(result) {
  const path = `${DOCS}ranking.md`
  const page = readFileSync(path, 'utf8')
  const [start, end] = MARKS.map((mark) => page.indexOf(mark))
  if (start < 0 || end < start)
    throw new Error(`docs/ranking.md has no marks for the tables; put ${MARKS.join(' and ')} into it`)
  writeFileSync(path, `${page.slice(0, start)}${MARKS[0]}\n\n${tables(result)}\n\n${page.slice(end)}`)
  writeFileSync(`${DOCS}images/ranking.svg`, drawFlow())
  writeFileSync(`${DOCS}images/ranking-bytes.svg`, drawBudgets(result.budgets))
}
