/** The shop of the benchmark: a model as the trainer makes it, and a catalogue of 10,000 products that the model knows. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { createSeededRandom } from '../../packages/testkit/dist/index.js'
import { fail, hashFiles, listFiles, ROOT, readJson, run } from '../../scripts/workspace.mjs'

export const MODEL_BYTES = 200 * 1024
export const PRODUCTS_COUNT = 10_000
/** Visits of a real shop, where they are at hand: they may not be part of this repository. */
const REAL = join(ROOT, '../shared/data/yoochoose64')
const BIN = join(ROOT, 'packages/cli/dist/bin.js')
const NEAR_COUNT = 40
const BRANDS_COUNT = 240
const SESSIONS_COUNT = 60_000

/**
 * The model file, trained once and kept for as long as trainer and format stay as they are, and the visits that shoppers are
 * made of: item ids, first to last. `met`: item ids, what was met most first.
 * @returns {Promise<{ source: string, model: Buffer, gzipBytes: number, visits: string[][], met: string[] }>}
 */
export async function prepareModel() {
  const isReal = existsSync(REAL)
  const [train, test] = isReal ? ['train', 'test'].map((name) => join(REAL, `${name}.csv.gz`)) : makeVisits()
  const folders = ['packages/insights/src/train', 'packages/ranker/src/model']
  const hash = hashFiles([...folders.flatMap(listFiles), join(ROOT, 'packages/core/src/model.ts'), train])
  const file = join(ROOT, '.endcap/bench', `ranker-${hash.slice(0, 16)}.bin`)
  if (!existsSync(file)) {
    process.stdout.write('bench: training the model; about a minute, once\n')
    mkdirSync(dirname(file), { recursive: true })
    const args = ['train', '--input', train, '--out', file, '--max-bytes', String(MODEL_BYTES)]
    const { code, output } = await run(process.execPath, [BIN, ...args], { capture: true })
    if (code !== 0) fail(output, 'npm run build')
  }
  const model = readFileSync(file)
  return {
    source: isReal ? 'yoochoose64 (RecSys Challenge 2015)' : `${SESSIONS_COUNT.toLocaleString('en')} made-up visits`,
    model,
    gzipBytes: gzipSync(model, { level: 9 }).length,
    visits: readVisits(test),
    met: readMet(train),
  }
}

/** Session and item of each click of a file. */
function readClicks(path) {
  const [, ...lines] = gunzipSync(readFileSync(path)).toString().trim().split('\n')
  return lines.map((line) => line.split(','))
}

function readMet(path) {
  const counts = new Map()
  for (const [, item] of readClicks(path)) counts.set(item, (counts.get(item) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([item]) => item)
}

/** Items by session, at least two each. */
function readVisits(path) {
  const visits = new Map()
  for (const [session, item] of readClicks(path)) {
    visits.set(session, [...(visits.get(session) ?? []), item])
  }
  return [...visits.values()].filter(({ length }) => length > 1)
}

/** Seeded visits where there are no real ones: wide favour for few items, and steps to items that are near. */
function makeVisits() {
  const random = createSeededRandom(11)
  const folder = join(ROOT, '.endcap/bench')
  mkdirSync(folder, { recursive: true })
  const items = 12_000
  return [
    ['train', SESSIONS_COUNT],
    ['test', 8000],
  ].map(([name, count]) => {
    const lines = ['SessionId,ItemId,Time']
    for (let session = 0; session < count; session++) {
      let item = Math.floor(items * random.unit() ** 3)
      for (let step = 0; step < 2 + Math.floor(9 * random.unit() ** 2); step++) {
        lines.push(`${session},${1000 + ((item * 7919) % items)},${session * 1000 + step}`)
        item = (item + Math.floor(60 * random.unit() ** 2) - 20 + items) % items
      }
    }
    const path = join(folder, `visits-${name}.csv.gz`)
    writeFileSync(path, gzipSync(lines.join('\n')))
    return path
  })
}

/**
 * The 10,000 products that were met most, those that the pruned model has no neighbours for among them. Traits are made up, seeded: what
 * is often met together shares a category (the model's items stand by nearness), brands and words are few and much used, prices
 * spread over three powers of ten.
 */
export function makeCatalogue({ ids }, met) {
  const random = createSeededRandom(5)
  const few = (count) => Math.floor(count * random.unit() ** 2)
  const word = (number) => `${['al', 'bor', 'cen', 'dru', 'el'][number % 5]}${number.toString(36)}um`
  const inModel = new Set(ids)
  const rest = met.filter((id) => !inModel.has(id))
  return [...ids, ...rest].slice(0, PRODUCTS_COUNT).map((id, place) => {
    const leaf = Math.floor(place / NEAR_COUNT)
    const brand = `Brand ${few(BRANDS_COUNT)}`
    const price = Math.round(500 * 10 ** (3 * random.unit())) / 100
    return {
      id,
      title: `${brand} ${word(few(900))} ${word(few(900))} ${word(2000 + leaf)}`,
      url: `/products/${id}`,
      price,
      ...(random.unit() < 0.2 && { salePrice: Math.round(price * 80) / 100 }),
      currency: 'EUR',
      availability: random.unit() < 0.05 ? 'out_of_stock' : 'in_stock',
      brand,
      categories: [`Department ${Math.floor(leaf / 25)}`, `Section ${Math.floor(leaf / 5)}`, `Shelf ${leaf}`],
      attributes: { colour: word(few(24)), material: word(30 + few(18)) },
      tags: [word(60 + few(80))],
    }
  })
}

/** Version of the package that is measured. */
export const rankerVersion = () => readJson('packages/ranker/package.json').version
