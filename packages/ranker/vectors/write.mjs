/**
 * Writes `ranker.json`: what was given and what the built packages answer, for every other engine to answer alike. Run it after a
 * change of the model format, or of scores that was meant; the diff shows what moved.
 *
 *   npm run vectors
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as core from '@endcap/core'
import * as ranker from '@endcap/ranker'
import * as explaining from '@endcap/ranker/explain'
import * as refining from '@endcap/ranker/refine'
import { createSeededRandom } from '@endcap/testkit'
import { play } from './play.mjs'

const BIN = fileURLToPath(new URL('../../cli/dist/bin.js', import.meta.url))
const NOW = Date.UTC(2026, 0, 31, 12)
const DAY_MS = 864e5
const folder = mkdtempSync(join(tmpdir(), 'endcap-vectors-'))
const random = createSeededRandom(2026)
const pick = (list) => list[Math.floor(random.unit() * list.length)]

const products = makeProducts()
const visits = join(folder, 'visits.csv')
writeFileSync(visits, makeVisits())
const given = {
  now: NOW,
  strategies: core.STRATEGIES,
  empty: core.EMPTY_PROFILE,
  texts: ['', 'a', 'mug-01', 'théière', '茶碗', 'visitor-0 2026-01-31 home'],
  ...trainBoth(),
  weights: {
    v: 1,
    features: Object.fromEntries(
      ['popularity', 'freshness', 'seen-before', 'category-match', 'price-match'].map((name, i) => [
        name,
        { weight: 0.7 - i * 0.3 },
      ]),
    ),
  },
  products,
  shoppers: [[], ...Array.from({ length: 2 }, (_, i) => makeShopper(i + 1))],
  bulk: { seed: 100, shoppers: 150 },
}
const expected = await play({ ...core, ...ranker, ...explaining, ...refining }, given)
const file = new URL('ranker.json', import.meta.url)
writeFileSync(file, `${lines({ given, expected }, 4)}\n`)
rmSync(folder, { recursive: true })
process.stdout.write(`${fileURLToPath(file)}: ${JSON.stringify(expected.bulk)}\n`)

/** JSON with a line for each entry down to a depth, so that a diff shows what moved and the file stays small. */
function lines(value, depth, margin = '') {
  if (!depth || typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  const inner = entries.map(([key, entry]) => {
    const text = lines(entry, depth - 1, `${margin} `)
    return `${margin} ${isList ? '' : `${JSON.stringify(key)}: `}${text}`
  })
  const [open, close] = isList ? '[]' : '{}'
  return inner.length ? `${open}\n${inner.join(',\n')}\n${margin}${close}` : open + close
}

/** Sixty articles in three departments, some of them sold out, on sale, in forms, or used up. */
function makeProducts() {
  const shelves = { Kitchen: ['Mugs', 'Pans'], Home: ['Rugs', 'Lamps'], Food: ['Tea', 'Coffee'] }
  const paths = Object.entries(shelves).flatMap(([top, below]) => below.map((name) => [top, name]))
  return Array.from({ length: 60 }, (_, i) => {
    const path = paths[i % paths.length]
    const price = Math.round(100 + random.unit() * 20_000) / 100
    const [colour, brand] = [pick(['Blue', 'Red', 'Green']), pick(['Kiln', 'Loom', 'Leaf', 'Forge'])]
    return {
      id: `${path[1].toLowerCase()}-${String(i).padStart(2, '0')}`,
      title: `${colour} ${path[1].toLowerCase()} ${i}`,
      url: `/p/${i}`,
      price,
      ...(i % 5 === 0 && { salePrice: Math.round(price * 80) / 100 }),
      currency: 'EUR',
      ...(i % 11 === 10 && { availability: 'out_of_stock' }),
      ...(i % 7 && { brand }),
      categories: path,
      ...(i % 9 === 0 && i < 40 && { groupId: `group-${i % 2}` }),
      attributes: { colour, ...(path[0] === 'Food' && { reorder_days: String(10 + i) }) },
      ...(i % 4 === 0 && { tags: ['gift', colour] }),
      publishedAt: new Date(NOW - i * 3 * DAY_MS).toISOString(),
    }
  })
}

/** Visits that stay near a shelf. The last products are unknown to the model. */
function makeVisits() {
  const met = products.slice(0, 52)
  const lines = ['session,item,time,type']
  for (let session = 0; session < 700; session++) {
    let at = Math.floor(random.unit() ** 2 * met.length)
    const startMs = NOW - Math.floor(random.unit() * 30 * DAY_MS)
    for (let step = 0; step < 2 + Math.floor(random.unit() * 6); step++) {
      const type = random.unit() < 0.2 ? 'purchase' : 'view_item'
      lines.push(`${session},${met[at].id},${startMs + step * 60_000},${type}`)
      at = (at + pick([6, 6, 12, 1, 52 - 6])) % met.length
    }
  }
  return lines.join('\n')
}

/** The same visits as one file and as shards. */
function trainBoth() {
  const run = (...args) => {
    const { status, stderr } = spawnSync(process.execPath, [BIN, 'train', '--input', visits, ...args], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
  }
  const base64 = (path) => readFileSync(path).toString('base64')
  const [one, many] = [join(folder, 'model.bin'), join(folder, 'shards')]
  run('--out', one)
  run('--out', many, '--session-bytes', '3000')
  const shards = readdirSync(many).filter((name) => name.endsWith('.bin'))
  return {
    model: base64(one),
    shards: Object.fromEntries(
      shards.map((name) => [/-[sd]\d+\.bin$/.test(name) ? name : 'manifest', base64(join(many, name))]),
    ),
  }
}

/** A shopper with everything that a profile can hold. */
function makeShopper(number) {
  const type = [
    'view_item',
    'view_item_list',
    'add_to_cart',
    'view_item',
    'purchase',
    'dismiss',
    'view_item',
    'view_item',
  ]
  return Array.from({ length: 6 + number * 5 }, (_, seq) => {
    const { id, price } = products[(number * 17 + seq * 7) % products.length]
    const kind = type[(seq + number) % type.length]
    const isList = kind === 'view_item_list'
    return {
      id: random.id(),
      stream: 's',
      seq,
      type: kind,
      ts: NOW - (40 - seq * 2) * DAY_MS - 1000 * number,
      items: isList ? products.slice(0, 8).map(({ id }) => ({ item_id: id })) : [{ item_id: id, price, quantity: 2 }],
      ...(isList && { list: { placement: 'home', requestId: random.id() } }),
      ...(kind === 'purchase' && { order: { transactionId: random.id(), value: price, currency: 'EUR' } }),
      consent: { analytics: 'granted', personalization: 'granted' },
    }
  })
}
