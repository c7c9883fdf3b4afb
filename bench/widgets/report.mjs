/** The tables of a run, alike on the terminal and in `docs/bench-widgets.md`. */
import { table } from '../pages.mjs'

const count = (value) => value.toLocaleString('en')
const kb = (bytes) => (bytes / 1000).toFixed(2)
const byteCells = ({ min, gzip, brotli }) => [min, gzip, brotli].map(count)

/** @returns {string} Markdown, in columns of equal width */
export function tables({ date, node, chromium, versions, cores, load, runs, own, paint, others, shops, checks }) {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `Measured on ${date} with Node ${node} and Chromium ${chromium} on ${cores} cores, mean load ${load}: ${packages.join(', ')}.`,
    '## Bytes of a row',
    table(
      ['bytes', 'minified', 'gzip -9', 'brotli 11'],
      [...own.parts, paint, ...others].map((row) => [row.label, ...byteCells(row)]),
    ),
    '## Bytes of each further kind',
    table(
      ['script, loaded where it is used', 'minified', 'gzip -9', 'brotli 11'],
      own.kinds.map((row) => [row.id, ...byteCells(row)]),
    ),
    '## From the script to the row, cached, 4x',
    table(
      [
        `medians of ${runs} loads`,
        'catalogue, kB',
        'gzip, kB',
        'row drawn, ms',
        'longest task, ms',
        'longest of all',
        'at full speed, own time × 4',
      ],
      shops.map((shop) => [
        `${count(shop.products)} products, ${shop.form}`,
        kb(shop.bytes),
        kb(shop.gzip),
        ...[shop.drawnMs, shop.longestMs, shop.longestOfAllMs, 4 * shop.fullSpeedMs].map((ms) => ms.toFixed(1)),
      ]),
    ),
    '## Conditions',
    table(
      ['Endcap', 'measured', 'limit', 'holds'],
      checks.map(({ label, value, limit, ok }) => [label, String(value), String(limit), ok ? 'yes' : 'NO']),
    ),
  ].join('\n\n')
}
