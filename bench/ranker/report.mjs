/** The tables of a run, alike on the terminal and in `docs/bench-ranker.md`. */
import { table } from '../pages.mjs'

const ms = (value) => value.toFixed(3)
const number = (value) => value.toLocaleString('en')

/** @returns {string} Markdown */
export function tables(result) {
  const { date, node, chromium, ranker, cores, load, rounds, model, shoppers, products, items, pairs, jsonBytes } =
    result
  const { pace, calls, opening, checks } = result
  return [
    `Measured on ${date} with Node ${node}, Chromium ${chromium} and @endcap/ranker ${ranker} on ${cores} cores, mean load ${load}. Model of ${model.source}: ${number(items)} items, ${number(pairs)} pairs, ${number(model.bytes)} bytes, ${number(model.gzipBytes)} after gzip; as JSON ${number(jsonBytes)} bytes. A catalogue of ${number(products)} products, ${number(shoppers)} shoppers, ${rounds} rounds.`,
    '## A call',
    table(
      ['ms', 'p50, 4x', 'p99, 4x', 'p50', 'p99', 'p99 × 4', 'first, 4x'],
      calls.map(({ label, x4, least, firstMs }) => [
        label,
        ...[x4.p50, x4.p99, least.p50, least.p99, least.p99 * 4, firstMs].map(ms),
      ]),
    ),
    '## Reading the model',
    table(
      ['ms at 4x', 'median', 'longest', 'times'],
      [
        ['in a fresh page', opening.own.decode],
        ['and a first list', opening.own.list],
        ['and a first list that is refined', opening.own.refined],
        ['again in the same page', opening.warm],
        ['plain JavaScript: JSON in a fresh page', opening.plain.decode],
        ['plain JavaScript: and a first list', opening.plain.list],
      ].map(([label, { p50, max, count }]) => [label, p50.toFixed(1), max.toFixed(1), String(count)]),
    ),
    '## The pace of the page',
    table(
      ['the same work, ms', 'median', 'p99', 'median, 4x', 'p99, 4x', 'factor'],
      Object.entries(pace).map(([length, { fast, slow, factor }]) => [
        length,
        ...[fast.p50, fast.p99, slow.p50, slow.p99].map(ms),
        factor.toFixed(2),
      ]),
    ),
    '## Conditions',
    table(
      ['Endcap at 4x', 'measured', 'limit', 'holds'],
      checks.map(({ label, value, limit, ok }) => [label, String(value), String(limit), ok ? 'yes' : 'NO']),
    ),
  ].join('\n\n')
}
