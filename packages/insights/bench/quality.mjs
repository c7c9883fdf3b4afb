/**
 * How good recommendations are on the sets of ../shared/data: one `endcap evaluate` for each row of the table below, each in a
 * process of its own, with nothing chosen on the test part. Prints a table beside what must be reached, then one line of
 * JSON; exit code 1 when a figure falls short, 2 when the data are not there.
 *
 *   node packages/insights/bench/quality.mjs [ROW …]     rows by name, `--list` names them
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))
const BIN = fileURLToPath(new URL('../../cli/dist/bin.js', import.meta.url))
const KIB = 1024
/** What a row of the JSON holds of the result. */
const KEPT = [
  ...['hr', 'mrr', 'ndcg', 'hr10', 'intervals', 'model_bytes_gzip', 'bytes_per_session_mean', 'bytes_per_session_p95'],
  ...['p50_us', 'p99_us', 'fit_s'],
]

const visits = (set, mode, ...more) => [
  '--train',
  `${set}/train.csv.gz`,
  '--test',
  `${set}/test.csv.gz`,
  '--mode',
  mode,
  ...more,
]
/** [name, arguments, figures that must and should be reached, most bytes: of the model, or of a session (mean, p95)] */
const ROWS = [
  {
    name: 'yoochoose64-published',
    args: visits('yoochoose64', 'published', '--span-days', '3', '--max-bytes', `${200 * KIB}`),
    must: { hr: 0.695, mrr: 0.302 },
    aim: { hr: 0.706, mrr: 0.309 },
    most: { model_bytes_gzip: 200 * KIB },
  },
  {
    name: 'yoochoose64-published-shards',
    args: visits('yoochoose64', 'published', '--span-days', '3', '--session-bytes', `${10 * KIB}`),
    must: { hr: 0.703, mrr: 0.303 },
    aim: { hr: 0.715, mrr: 0.312 },
    most: { bytes_per_session_mean: 10 * KIB },
  },
  {
    name: 'yoochoose64-storefront',
    args: visits('yoochoose64', 'storefront', '--span-days', '3', '--max-bytes', `${200 * KIB}`),
    must: { hr: 0.652, mrr: 0.282 },
    aim: { hr: 0.67, mrr: 0.29 },
    most: { model_bytes_gzip: 200 * KIB },
  },
  {
    name: 'yoochoose-100k-storefront',
    args: visits('yoochoose-100k', 'storefront', '--max-bytes', `${120 * KIB}`),
    must: { hr: 0.587, mrr: 0.271 },
    aim: { hr: 0.6, mrr: 0.28 },
    most: { model_bytes_gzip: 120 * KIB },
  },
  {
    name: 'diginetica-published-shards',
    args: visits('diginetica', 'published', '--span-days', '145', '--session-bytes', `${20 * KIB}`),
    must: { hr: 0.505, mrr: 0.178 },
    aim: { hr: 0.542, mrr: 0.19 },
    most: { bytes_per_session_mean: 20 * KIB, bytes_per_session_p95: 45 * KIB },
  },
  {
    name: 'serenade-storefront-shards',
    args: visits('serenade-example', 'storefront', '--shards'),
    must: { hr: 0.645, mrr: 0.33 },
    aim: { hr: 0.67, mrr: 0.38 },
    most: { bytes_per_session_mean: 20 * KIB },
  },
  {
    name: 'amazon-beauty',
    args: [
      ...['--protocol', 'sequence', '--train', 'amazon-beauty/sequences.txt.gz'],
      ...['--items', 'amazon-beauty/item2attributes.json.gz', '--k', '10'],
    ],
    must: { hr: 0.087, ndcg: 0.053 },
    aim: { hr: 0.095, ndcg: 0.058 },
    most: {},
  },
  {
    name: 'online-retail-baskets',
    args: [
      ...[
        '--protocol',
        'basket',
        '--train',
        'online-retail/basket-train.csv.gz',
        '--test',
        'online-retail/basket-test.csv.gz',
      ],
      ...['--max-bytes', `${100 * KIB}`],
    ],
    must: { hr10: 0.24, mrr: 0.115 },
    aim: { hr10: 0.265, mrr: 0.126 },
    most: { model_bytes_gzip: 100 * KIB },
  },
]

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = names.filter((name) => !ROWS.some((row) => row.name === name))
if (process.argv.includes('--list') || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`there is no row ${unknown.join(', ')}\n`)
  process.stdout.write(`${ROWS.map(({ name }) => name).join('\n')}\n`)
  process.exit(unknown.length > 0 ? 2 : 0)
}
if (!existsSync(DATA)) {
  process.stderr.write(`${DATA} is not there: the data may not be part of this repository\n`)
  process.exit(2)
}

const results = {}
let isShort = false
for (const { name, args, must, aim, most } of ROWS.filter((row) => names.length === 0 || names.includes(row.name))) {
  const paths = args.map((argument) => (/\.(gz|csv)$/.test(argument) ? `${DATA}${argument}` : argument))
  const { stdout, stderr, status } = spawnSync(process.execPath, [BIN, 'evaluate', ...paths, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) {
    process.stderr.write(`${name}: ${stderr.trim().split('\n').at(-1)}\n`)
    process.exit(1)
  }
  const found = JSON.parse(stdout.trim().split('\n').at(-1))
  found.hr10 = found.at?.['10']?.hr
  const figures = Object.keys(must)
  const verdict = (bars) => figures.every((figure) => found[figure] >= bars[figure])
  const fits = Object.entries(most).every(([key, bytes]) => found[key] <= bytes)
  const state = !fits ? 'TOO LARGE' : verdict(aim) ? 'aim' : verdict(must) ? 'must' : 'SHORT'
  if (state === 'SHORT' || state === 'TOO LARGE') isShort = true
  results[name] = { state, must, aim, most, ...pick(found) }
  const shown = figures.map((figure) => `${figure} ${found[figure].toFixed(4)} (${must[figure]}, ${aim[figure]})`)
  const bytes = Object.keys(most).map((key) => `${key} ${Math.round(found[key])}`)
  process.stdout.write(
    `${name.padEnd(30)} ${state.padEnd(9)} ${[...shown, ...bytes].join('  ')}  fit ${found.fit_s.toFixed(0)} s\n`,
  )
}
process.stdout.write(`${JSON.stringify(results)}\n`)
process.exit(isShort ? 1 : 0)

/** The figures of the table and of its cost, and the paired intervals against the baselines. */
function pick({ baselines = {}, ...found }) {
  const kept = KEPT.filter((key) => found[key] !== undefined).map((key) => [key, found[key]])
  const rivals = Object.entries(baselines).map(([name, { hr, mrr, ndcg, difference }]) => [
    name,
    { hr, mrr, ndcg, difference },
  ])
  return { ...Object.fromEntries(kept), baselines: Object.fromEntries(rivals) }
}
