import { resolve } from 'node:path'
import type { CatalogueFolder, CatalogueProblem } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { CommandError, UsageError } from '../io.js'

/** Problems that are named one by one. */
const NAMED = 20

/** `endcap catalog`: a large catalogue in shards, of which pages load what they show. */
export const catalog = defineCommand({
  name: 'catalog',
  summary: 'Cut a catalogue or a feed into an index and files of cards, once or by the clock',
  usage: 'catalog --in FILE|URL --out DIR [--every 1h | --at 03:00 --zone ZONE] [options]',
  options: [
    {
      name: 'in',
      type: 'text',
      value: 'FILE|URL',
      required: true,
      description:
        'catalog.json; a feed in the names of Google Merchant or Meta: .csv, .tsv, .txt or .xml, each also .gz; products.json of Shopify; the Store API of WooCommerce',
    },
    {
      name: 'out',
      type: 'text',
      value: 'DIR',
      required: true,
      description: 'Folder to write; the tag is given the address of its index.json',
    },
    {
      name: 'max-age',
      type: 'number',
      value: 'SECONDS',
      range: [60, 31_536_000],
      description: 'Seconds for which prices and stock hold; pages ask for newer ones after that (left out: for ever)',
    },
    { name: 'per-file', type: 'number', range: [10, 2000], default: 100, description: 'Cards of a file' },
    { name: 'skip-bad', type: 'flag', description: 'Leave bad products out instead of stopping' },
    {
      name: 'format',
      type: 'text',
      choices: ['json', 'csv', 'tsv', 'xml', 'shopify', 'woocommerce'],
      description: 'What the input is [told by its name and what it holds]',
    },
    { name: 'currency', type: 'text', value: 'CODE', description: 'Of prices that name none; with --rates of all' },
    {
      name: 'rates',
      type: 'text',
      value: 'FILE',
      description: "Exchange rates: { date, base, rates }, or the European Central Bank's daily XML",
    },
    { name: 'shop', type: 'text', value: 'URL', description: 'Address of the shop, for feeds that hold no links' },
    {
      name: 'allow-shrink',
      type: 'flag',
      description: 'Publish although more than half of the products are gone',
    },
    { name: 'every', type: 'text', value: '15m|1h|1d', description: 'Again and again, until stopped' },
    { name: 'at', type: 'text', value: 'HH:MM,…', description: 'Daily at these times, until stopped' },
    { name: 'zone', type: 'text', value: 'ZONE', default: 'UTC', description: "The shop's time zone, for --at" },
  ],
  examples: [
    'endcap catalog --in catalog.json --out public/catalog',
    'endcap catalog --in feed.tsv.gz --out public/catalog --max-age 86400 --skip-bad',
    'endcap catalog --in https://shop.example/products.json --currency EUR --out public/catalog --every 1h',
  ],
  async run({ values, io, output }) {
    const { BadProducts, createFeed } = await import('../feed/feed.js')
    const { isTimeOfDay, readInterval, startSchedule } = await import('../server/schedule.js')
    const { isAddress } = await import('../settings/paths.js')
    const { every, format, currency, rates, shop } = values
    const at = values.at?.split(',').map((time) => time.trim())
    if (every !== undefined && at) throw new UsageError('give either --every or --at')
    if (every !== undefined && readInterval(every) === undefined)
      throw new UsageError('--every is like 15m, 1h or 1d, at most 24d')
    if (at?.some((time) => !isTimeOfDay(time))) throw new UsageError('--at is HH:MM, or several separated by commas')
    if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) throw new UsageError('--currency is three letters: EUR')
    const isScheduled = every !== undefined || at !== undefined
    const feed = createFeed({
      from: isAddress(values.in) ? values.in : resolve(io.cwd, values.in),
      out: resolve(io.cwd, values.out),
      skipBad: values['skip-bad'],
      allowShrink: values['allow-shrink'],
      perFile: values['per-file'],
      onProgress: output.progress,
      now: io.now,
      ...(isScheduled && { keepMs: DAY_MS }),
      ...(values['max-age'] !== undefined && { maxAge: values['max-age'] }),
      ...(format && { format }),
      ...(currency && { currency }),
      ...(rates && { rates: resolve(io.cwd, rates) }),
      ...(shop && { shop }),
    })
    if (!isScheduled) {
      const report = await feed.build().catch((error: unknown) => {
        if (error instanceof BadProducts) for (const line of tell(error.problems)) output.note(line)
        throw error
      })
      if (report.isUnchanged) throw new CommandError('nothing was read')
      const { written, problems, ratesDate } = report
      for (const line of tell(problems)) output.note(line)
      const converted = ratesDate ? [`prices in ${currency}, by the rates of ${ratesDate}`] : []
      output.result({ ...written, problems, ...(ratesDate && { ratesDate }) }, [...describe(written), ...converted])
      return 0
    }
    async function run(): Promise<void> {
      const status = await feed.run()
      const line = status.isOk ? `${status.products ?? 'as many'} products` : `kept what was there: ${status.error}`
      output.result({ at: new Date(io.now()).toISOString(), ...status }, [
        `${new Date(io.now()).toISOString()} ${line}`,
      ])
    }
    await run()
    const stop = startSchedule({ ...(every && { every }), ...(at && { at }), zone: values.zone }, run)
    // What is scheduled keeps no process alive.
    const alive = setInterval(() => {}, DAY_MS)
    await io.stopped
    clearInterval(alive)
    stop()
    return 0
  },
})

const DAY_MS = 86_400_000

function tell(problems: readonly CatalogueProblem[]): string[] {
  const lines = problems.slice(0, NAMED).map(({ place, code, detail }) => `${place}: ${code} ${detail ?? ''}`.trimEnd())
  return problems.length > NAMED ? [...lines, `${problems.length - NAMED} more`] : lines
}

function describe(written: CatalogueFolder): string[] {
  const number = (value: number) => value.toLocaleString('en')
  const { index, products, indexBytes, indexGzipBytes, files, cardBytes, removed } = written
  return [
    `${index}: ${number(products)} products, ${number(indexBytes)} bytes (${number(indexGzipBytes)} gzipped)`,
    `${number(files)} files of cards, ${number(cardBytes)} bytes, ${number(written.written)} of them new${removed ? `, ${number(removed)} old ones removed` : ''}`,
  ]
}
