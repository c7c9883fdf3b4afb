/** The tables of a run, alike on the terminal and in `docs/bench-tracker.md`. */
import { table } from '../pages.mjs'
import { NONE, SDKS } from './sdks.mjs'

const labels = new Map([...SDKS, NONE].map(({ id, label }) => [id, label]))
const count = (value) => value.toLocaleString('en')
const ms = (value, digits) => value.toFixed(digits)

/** @returns {string} Markdown, in columns of equal width */
export function tables({ date, node, chromium, versions, cores, load, batches, bytes, time, wire, checks }) {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `Measured on ${date} with Node ${node} and Chromium ${chromium} on ${cores} cores, mean load ${load}: ${packages.join(', ')}.`,
    '## Bytes',
    table(
      ['bytes', 'minified', 'gzip -9', 'brotli 11'],
      bytes.map(({ label, min, gzip, brotli }) => [label, count(min), count(gzip), count(brotli)]),
    ),
    '## Time',
    table(
      [`ms, ${batches} batches of 50 calls`, 'call', 'call, p95', 'thread', 'call, 4x', 'call, p95, 4x', 'thread, 4x'],
      time.map(({ id, x1, x4 }) => [labels.get(id), ...timeCells(x1), ...timeCells(x4)]),
    ),
    '## Wire',
    table(
      ['50 events in 1 s', 'requests', 'preflights', 'bodies, bytes', 'URLs, bytes', 'heads, bytes', 'sent twice'],
      wire.map((row) => [
        labels.get(row.id),
        ...[row.requests, row.preflights, row.bodyBytes, row.urlBytes, row.headBytes, row.duplicates].map(count),
      ]),
    ),
    '## Conditions',
    table(
      ['Endcap', 'measured', 'limit', 'holds'],
      checks.map(({ label, value, limit, ok }) => [label, String(value), String(limit), ok ? 'yes' : 'NO']),
    ),
  ].join('\n\n')
}

function timeCells({ callMedianMs, callP95Ms, taskMedianMs }) {
  return [ms(callMedianMs, 3), ms(callP95Ms, 3), ms(taskMedianMs, 1)]
}
