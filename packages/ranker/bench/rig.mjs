import { checksumWords, EndcapError, fnv1a32, MODEL_FORMAT, MODEL_MAGIC } from '@endcap/core'
import { createScorer, decodeModel } from '@endcap/ranker'

/** What tests and the fuzzing bench share: model files written by hand from the layout in core's `model.ts`, and their damage. */

const INFO = { version: '00c0ffee', window: { from: null, to: null }, sessions: 1, interactions: 1 }

/**
 * A model file. `count` is below 8; `view` and `cart` are lists of [item, code] by item, and a code c weighs c / 255.
 * The last `foreign` ids have no rows. `more` goes into the header.
 */
export function plantModel({
  ids,
  count,
  trend = [],
  view = {},
  cart = {},
  steps = [1, 0.5],
  own = [],
  foreign = 0,
  more = {},
}) {
  const columns = Array.from({ length: 98 }, () => [])
  const trends = [...new Set([0, ...trend])]
  const home = ids.length - foreign
  ids.forEach((_, i) => {
    columns[7].push(count?.[i] ?? 1)
    if (i < home) columns[8].push(trends.indexOf(trend[i] ?? 0))
  })
  const putTable = (first, table) => {
    let pairs = 0
    const codeOf = (a, b) => (a < home && table[ids[a]]?.find(([id]) => id === ids[b])?.[1]) || 0
    for (let a = 0; a < home; a++) {
      const others = [...ids.keys()].filter((b) => b >= a && (codeOf(a, b) || codeOf(b, a)))
      columns[first].push(others.length)
      others.forEach((b, k) => {
        columns[first + (k ? 17 : 16)].push(b - (others[k - 1] ?? a - 1) - 1)
        if (a === b || b >= home) columns[first + 34].push(codeOf(a, b))
        else {
          columns[first + 18].push(255)
          columns[first + 36].push(codeOf(a, b), codeOf(b, a))
        }
      })
      pairs += others.length
    }
    if (pairs === 0) columns[first] = []
    return pairs
  }
  const pairs = { view: putTable(24, view), cart: putTable(61, cart) }
  const used = new Set(
    [view, cart].flatMap((table) => Object.values(table).flatMap((row) => row.map(([, code]) => code))),
  )
  // Weights of codes that are not used would only make the header long.
  const scale = Array.from({ length: 256 }, (_, code) => (used.has(code) ? code / 255 : 0))
  const table = { scale, rows: trends.map(() => 1), codes: [] }
  const header = {
    ...INFO,
    scoring: { steps, own },
    items: ids.length,
    foreign,
    ids,
    pairs,
    columns: columns.map((column) => column.length),
    classes: 1,
    coding: { trend: trends, tables: { view: table, cart: table } },
    ...more,
  }
  return assemble(JSON.stringify(header), Uint8Array.from(columns.flat()))
}

/** Files of a model without trend in two shards, by name; an item is at home where its hash says. */
export function plantSharded(planted) {
  const { ids, view = {}, cart = {}, count } = planted
  const shardOf = (id) => fnv1a32(id) % 2
  const files = {
    'manifest.bin': plantModel({
      ...planted,
      ids: [],
      more: { shards: 2, directories: 2, catalogue: ids.length },
    }),
  }
  for (const shard of [0, 1]) {
    const home = ids.filter((id) => shardOf(id) === shard)
    const named = new Set(home.flatMap((id) => [...(view[id] ?? []), ...(cart[id] ?? [])].map(([other]) => other)))
    const foreign = ids.filter((id) => named.has(id) && !home.includes(id))
    const all = [...home, ...foreign]
    files[`${INFO.version}-s${shard}.bin`] = plantModel({
      ...planted,
      ids: all,
      count: all.map((id) => count?.[ids.indexOf(id)] ?? 1),
      foreign: foreign.length,
      more: { shard },
    })
    files[`${INFO.version}-d${shard}.bin`] = assemble(
      JSON.stringify({ version: INFO.version, directory: shard, seed: 0 }),
      Uint8Array.of(shard, 0, 0, 0, 0, 0),
    )
  }
  return files
}

/** A file with this header text and body, and a checksum that fits. */
export function assemble(header, body) {
  const bare = new TextEncoder().encode(header)
  const text = new Uint8Array(bare.length + (-(bare.length + body.length) & 3)).fill(0x20)
  text.set(bare)
  const bytes = new Uint8Array(16 + text.length + body.length)
  bytes.set(text, 16)
  bytes.set(body, 16 + text.length)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, MODEL_MAGIC, true)
  head.setUint32(4, MODEL_FORMAT, true)
  head.setUint32(12, text.length, true)
  return seal(bytes.buffer)
}

/** Puts the right checksum into a file. */
export function seal(bytes) {
  if (bytes.byteLength >= 12 && bytes.byteLength % 4 === 0) {
    new DataView(bytes).setUint32(8, checksumWords(new Uint32Array(bytes, 12)), true)
  }
  return bytes
}

/** Header text and body of a file. */
export function takeApart(file) {
  const length = new DataView(file).getUint32(12, true)
  return { header: new TextDecoder().decode(new Uint8Array(file, 16, length)), body: new Uint8Array(file, 16 + length) }
}

/**
 * Damages a file in so many ways, half of them with a checksum that fits, and reads it, by default as a model. Tells how many were refused and
 * how many read. Throws when reading throws anything but `model-damaged`, when what was read cannot be scored with, or
 * when a row leads outside the model.
 */
export async function mutate(file, count, { read = decodeModel, seed = 1 } = {}) {
  const fate = { refused: 0, read: 0, slowestMs: 0 }
  const random = createRandom(seed)
  for (let i = 0; i < count; i++) {
    const bytes = damage(file, random)
    const started = performance.now()
    try {
      check(await read(i % 2 ? seal(bytes) : bytes))
      fate.read++
    } catch (error) {
      if (!(error instanceof EndcapError && error.code === 'model-damaged')) throw error
      fate.refused++
    }
    fate.slowestMs = Math.max(fate.slowestMs, performance.now() - started)
  }
  return fate
}

/** Throws when a model is not whole or cannot be scored with. */
export function check(model) {
  const { ids, tables, count, trend } = model
  if (count.length !== ids.length || trend.length !== ids.length) throw new Error('a column is short')
  for (const { offsets, items, weights } of Object.values(tables)) {
    const last = offsets.at(-1)
    if (offsets.length !== ids.length + 1 || items.length !== last || weights.length !== last) throw new Error('a row')
    if (items.some((item) => item >= ids.length)) throw new Error('a neighbour outside the model')
  }
  const score = createScorer(model)
  for (let item = 0; item < Math.min(8, ids.length); item++) {
    for (const table of ['view', 'cart']) {
      for (const { index } of score([item, -1, 0], { own: true, table }))
        if (!(index in ids)) throw new Error('an answer')
    }
  }
}

/** One to four flips, overwrites, cuts or insertions. Headers are text, so digits and words are put in at times. */
function damage(file, random) {
  let bytes = new Uint8Array(file.slice(0))
  for (let times = 1 + random(4); times > 0 && bytes.length > 0; times--) {
    const at = random(bytes.length)
    const kind = random(8)
    if (kind === 0) bytes = bytes.slice(0, at)
    else if (kind === 1) bytes = Uint8Array.of(...bytes.subarray(0, at), random(256), ...bytes.subarray(at))
    else if (kind === 2) bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random(8)))
    else if (kind === 3) bytes[at] = 48 + random(10)
    else if (kind === 4) bytes.set(WORDS[random(WORDS.length)].subarray(0, bytes.length - at), at)
    else bytes[at] ^= 1 << random(8)
  }
  return bytes.buffer
}

const WORDS = ['-1', '1e999', '4294967295', 'null', '[]', '{}', '""', '9e9,', '"ids"', ',0,'].map((text) =>
  new TextEncoder().encode(text),
)

/** Marsaglia's xorshift32: numbers from 0 on, below what is asked. */
function createRandom(seed) {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
