/**
 * `npm run figures`: measures what the README claims and writes its table. Each figure comes from a command that prints a
 * line of JSON; `docs/figures.json` keeps the last value of each, with the command. `npm run figures -- sizes crash`
 * measures the named ones only; `--check` compares README.md with `docs/figures.json` and measures nothing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, ROOT, run } from './workspace.mjs'

const STORE = join(ROOT, 'docs/figures.json')
const README = join(ROOT, 'README.md')
const MARKS = ['<!-- figures: written by `npm run figures` -->', '<!-- /figures -->']
const BIN = 'packages/cli/dist/bin.js'

const evaluate = (train, test, ...more) => [
  'node',
  BIN,
  'evaluate',
  '--train',
  train,
  '--test',
  test,
  '--k',
  '20',
  '--json',
  ...more,
]
const share = (value) => value.toFixed(4)
const kb = (value) => `${value.toFixed(1)} kB`

/** What is measured: the command, what it needs, and how its JSON becomes rows of the table. */
const FIGURES = {
  sizes: {
    command: ['node', 'scripts/sizes.mjs', '--json'],
    rows: (sizes) => {
      const of = (name) => sizes.find((size) => size.name === name)
      const lazy = (...names) => names.reduce((sum, name) => sum + of(`lazy: ${name}`).kb, 0)
      const sources = ['data layer', 'JSON-LD', 'Shopify', 'WooCommerce', 'Adobe Commerce'].map((name) => lazy(name))
      return [
        [
          '`endcap.js`: track, draw the first row; the ranking, fetched beside the catalogue; the model’s decoder (gzip)',
          `${kb(of('endcap.js').kb)}, limit ${of('endcap.js').limitKb} kB; ${kb(lazy('ranking'))}; ${kb(lazy('model'))}`,
        ],
        [
          'fetched after it: delivering events; reading the page',
          `${kb(lazy('delivery'))}; ${kb(lazy('page capture', 'plain page'))}`,
        ],
        [
          'and only where its source is there: a shop platform or data layer; consent tools',
          `${kb(Math.min(...sources))} to ${kb(Math.max(...sources))}; ${kb(lazy('consent tools'))}`,
        ],
        ['a row in your own bundle: client, Preact, view', kb(of('first row: client, Preact, Row').kb)],
        ['tracker alone; ranker alone', `${kb(of('tracker').kb)}; ${kb(of('ranker').kb)}`],
      ]
    },
  },
  tracker: {
    command: ['node', 'bench/tracker/run.mjs', '--json'],
    rows: ({ bytes, time, wire }) => {
      const of = (list, name) => list.find(({ id }) => id === name)
      const gzip = (name) => kb(of(bytes, name).gzip / 1000)
      const call = (name) => `${of(time, name).x1.callMedianMs.toFixed(3)} ms`
      const sent = (name) =>
        `${of(wire, name).requests} × ${kb(of(wire, name).bodyBytes / of(wire, name).requests / 1000)}`
      return [
        [
          'Tracker, what every page loads in all; Snowplow with its e-commerce plugins, PostHog (gzip)',
          `${gzip('tracker')}, ${gzip('every-page')}; ${gzip('snowplow')}, ${gzip('posthog')}`,
        ],
        ['One `track` call: Endcap; Snowplow, PostHog', `${call('endcap')}; ${call('snowplow')}, ${call('posthog')}`],
        [
          '50 events in one second, requests and bodies: Endcap; Snowplow, PostHog',
          `${sent('endcap')}; ${sent('snowplow')}, ${sent('posthog')}`,
        ],
      ]
    },
  },
  delivery: {
    command: ['node', 'e2e/delivery/run.mjs', '--json'],
    keep: ({ browsers, rows }) => ({
      browsers,
      held: Object.keys(browsers).map((name) => {
        const own = rows.filter(({ browser }) => browser === name)
        const sum = (key) => own.reduce((total, row) => total + (row[key] ?? 0), 0)
        return {
          browser: name,
          held: own.filter(({ ok }) => ok).length,
          cases: own.length,
          expected: sum('expected'),
          delivered: sum('delivered'),
          duplicates: sum('duplicates'),
        }
      }),
    }),
    rows: ({ browsers, held }) => [
      [
        `Outages, tabs, kills, closed pages (${held[0].cases} cases), in ${held.map(({ browser }) => browsers[browser].version).join(', ')}`,
        held
          .map(
            ({ held, cases, delivered, expected, duplicates }) =>
              `${held} of ${cases} hold, ${delivered} of ${expected} delivered, ${duplicates} twice`,
          )
          .join('; '),
      ],
    ],
  },
  yoochoose64: {
    needs: '../shared/data/yoochoose64/train.csv.gz',
    command: evaluate(
      '../shared/data/yoochoose64/train.csv.gz',
      '../shared/data/yoochoose64/test.csv.gz',
      '--mode',
      'published',
    ),
    rows: ({ hr, mrr }) => [
      ['Next item, yoochoose 1/64, papers’ protocol', `HR@20 ${share(hr)}, MRR@20 ${share(mrr)}`],
    ],
  },
  'yoochoose64-storefront': {
    needs: '../shared/data/yoochoose64/train.csv.gz',
    command: evaluate(
      '../shared/data/yoochoose64/train.csv.gz',
      '../shared/data/yoochoose64/test.csv.gz',
      '--mode',
      'storefront',
    ),
    rows: ({ hr, mrr }) => [
      ['Next item, yoochoose 1/64, without the item on view', `HR@20 ${share(hr)}, MRR@20 ${share(mrr)}`],
    ],
  },
  baskets: {
    needs: '../shared/data/online-retail/basket-train.csv.gz',
    command: evaluate(
      '../shared/data/online-retail/basket-train.csv.gz',
      '../shared/data/online-retail/basket-test.csv.gz',
      '--protocol',
      'basket',
    ),
    rows: ({ hr, mrr }) => [['Complete the basket, Online Retail', `HR@20 ${share(hr)}, MRR@20 ${share(mrr)}`]],
  },
  crash: {
    command: ['node', 'packages/collector/bench/crash.mjs', '--events', '10000', '--connections', '8', '--kills', '3'],
    rows: ({ acknowledged, lost, duplicates, kills }) => [
      [`Collector killed ${kills} times while ${acknowledged} events arrive`, `${lost} lost, ${duplicates} twice`],
    ],
  },
  smoke: {
    command: ['node', 'e2e/smoke.mjs'],
    rows: ({ sent, stored, duplicates, cls }) => [
      [
        'A shopper’s round through the demo shop, in Chromium',
        `${stored} of ${sent} events stored, ${duplicates} twice, layout shift ${cls}`,
      ],
    ],
  },
}

const args = process.argv.slice(2)
const store = existsSync(STORE) ? JSON.parse(readFileSync(STORE, 'utf8')) : {}

if (args.includes('--check')) {
  if (readFileSync(README, 'utf8') !== withTable(readFileSync(README, 'utf8'))) {
    fail('figures: the table of README.md is not what docs/figures.json says', 'npm run figures')
  }
  process.stdout.write('figures: up to date\n')
} else {
  const names = args.filter((name) => !name.startsWith('-'))
  const unknown = names.find((name) => !FIGURES[name])
  if (unknown) fail(`there is no figure "${unknown}"`, `one of: ${Object.keys(FIGURES).join(' ')}`)
  for (const name of names.length ? names : Object.keys(FIGURES)) await measure(name)
  writeFileSync(STORE, `${JSON.stringify(store, null, 2)}\n`)
  writeFileSync(README, withTable(readFileSync(README, 'utf8')))
}

/** Runs one command and keeps the last JSON line of its output. */
async function measure(name) {
  const { needs, command, rows, keep = (value) => value } = FIGURES[name]
  if (needs && !existsSync(join(ROOT, needs))) {
    process.stdout.write(`${name.padEnd(24)} skipped: no ${needs}\n`)
    return
  }
  const { code, output } = await run(command[0], command.slice(1), { capture: true })
  const line = output
    .trim()
    .split('\n')
    .findLast((text) => /^[[{]/.test(text))
  if (code !== 0 || !line) fail(`${name}: ${output}`, `run it alone: ${command.join(' ')}`)
  store[name] = { command: command.join(' '), value: keep(JSON.parse(line)) }
  for (const [label, value] of rows(store[name].value)) process.stdout.write(`${name.padEnd(24)} ${label}: ${value}\n`)
}

/** The README with its table made anew from the kept figures. */
function withTable(text) {
  const [start, end] = MARKS.map((mark) => text.indexOf(mark))
  if (start < 0 || end < start)
    fail('figures: README.md has no marks for the table', `put ${MARKS.join(' and ')} into it`)
  const rows = Object.entries(FIGURES).flatMap(([name, { rows }]) =>
    store[name]
      ? rows(store[name].value).map(([label, value]) => `| ${label} | ${value} | \`npm run figures -- ${name}\` |`)
      : [],
  )
  const table = ['| what | measured | command |', '| --- | --- | --- |', ...rows].join('\n')
  return `${text.slice(0, start)}${MARKS[0]}\n${table}\n${text.slice(end)}`
}
