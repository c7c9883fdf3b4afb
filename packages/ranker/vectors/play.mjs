/**
 * Plays the vectors on an implementation: everything that decides a list, from the bytes of a model on. Runs alike in Node and in
 * browsers; what it gives is JSON, and numbers survive JSON to the last bit.
 */

const DAY_MS = 864e5
const COUNT = 6
const BULK_COUNT = 20

/** @param {string} text base64 @returns {ArrayBuffer} */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer

/**
 * A sum over numbers and texts, in order: 64 bits as hexadecimal digits. Numbers go in by the bytes of their 64-bit form, so it
 * tells a last bit, and −0 from 0.
 */
export function createDigest() {
  const view = new DataView(new ArrayBuffer(8))
  let [a, b, count] = [0x811c9dc5, 0x01234567, 0]
  const put = (byte) => {
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x85ebca6b)
    b ^= b >>> 15
  }
  return {
    number(value) {
      count++
      view.setFloat64(0, value)
      for (let i = 0; i < 8; i++) put(view.getUint8(i))
    },
    text(text) {
      for (const letter of text) put(letter.charCodeAt(0))
      put(0)
    },
    end: () => ({ numbers: count, digest: [a, b].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('') }),
  }
}

/** Every number of a decoded model. */
function digestModel({ header, ids, count, trend, tables }) {
  const digest = createDigest()
  for (const list of [header.scoring.steps, header.scoring.own, header.scoring.cart ?? []]) list.forEach(digest.number)
  ids.forEach(digest.text)
  for (const column of [count, trend]) column.forEach((value) => void digest.number(value))
  for (const { offsets, items, weights } of Object.values(tables)) {
    for (const column of [offsets, items, weights]) column.forEach((value) => void digest.number(value))
  }
  return { items: ids.length, ...digest.end() }
}

/** Rows of a model by id, best first. */
function rowsOf(model, wanted) {
  const { offsets, items, weights } = model.tables.view
  return wanted.map((id) => {
    const item = model.indexOf(id)
    const row = []
    for (let pair = offsets[item]; pair < offsets[item + 1]; pair++) row.push([model.ids[items[pair]], weights[pair]])
    return row.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  })
}

/** The questions to one shopper's ranker: [name, query]. */
function questionsOf({ profile, last, now, listed, strategies, count }) {
  const about = strategies.map((strategy) => [strategy, { strategy, context: { productId: last } }])
  return [
    ...about,
    ['related, no page', { strategy: 'related' }],
    ['related, listed', { strategy: 'related', profile: { ...profile, recent: [] }, context: { listed } }],
    ['trending, category', { strategy: 'trending', context: { category: 'kitchen' } }],
    ['bought-together, cart', { strategy: 'bought-together' }],
    ['related, search', { strategy: 'related', context: { search: 'blue mugs' } }],
    ['for-you, excluded', { strategy: 'for-you', exclude: new Set(listed) }],
  ].map(([name, query]) => [name, { profile, now, count, ...query }])
}

/** Marsaglia's xorshift32 as numbers in [0, 1). */
function createRandom(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x100000000
  }
}

/** A seeded shopper: up to forty events over sixty days. */
function shopperOf(seed, products, now) {
  const random = createRandom(seed)
  const pick = (list) => list[Math.floor(random() * list.length)]
  const types = ['view_item', 'view_item', 'view_item', 'select_item', 'add_to_cart', 'add_to_wishlist', 'purchase']
  const more = ['remove_from_cart', 'dismiss', 'view_item_list', 'view_item_list']
  return Array.from({ length: 1 + Math.floor(random() * 40) }, (_, seq) => {
    const type = pick([...types, ...types, ...more])
    const { id, price } = pick(products)
    const isList = type === 'view_item_list'
    const items = isList
      ? products.slice(0, 9).map(({ id }) => ({ item_id: id }))
      : [{ item_id: id, price, quantity: 1 }]
    return {
      id: `event-${seed}-${seq}`,
      stream: 's',
      seq,
      type,
      ts: now - Math.floor(random() * 60 * DAY_MS),
      items,
      ...(isList && { list: { placement: 'home', requestId: `list-${seed}-${seq}` } }),
      ...(type === 'purchase' && { order: { transactionId: `order-${seed}-${seq}`, value: price, currency: 'EUR' } }),
      consent: { analytics: 'granted', personalization: 'granted' },
    }
  }).sort((a, b) => a.ts - b.ts)
}

/** How lists are refined: each part alone, then together. */
const PLACEMENTS = {
  plain: { diversity: 0, rotate: false },
  default: {},
  diverse: { diversity: 0.6, rotate: false, caps: { category: 2, brand: 3 } },
  explored: { diversity: 0.3, explore: 0.4 },
}

/**
 * @param {import('./play.mjs').Ranking} ranking
 * @param {import('./play.mjs').Given} given
 */
export async function play(ranking, given) {
  const { createRanker, createRefine, decodeModel, foldEvent, foldShown, readWeights } = ranking
  const { now, products, strategies, empty } = given
  const known = new Map(products.map((product) => [product.id, product]))
  const model = decodeModel(bytesOf(given.model))
  const ranker = createRanker({ model, products })
  const contentOnly = createRanker({ products })
  const refined = createRefine(ranker, { products, model, weights: readWeights(given.weights) })
  const unweighted = createRefine(ranker, { products, model })
  const fold = (events) =>
    events.reduce(
      (profile, event) =>
        foldShown(
          foldEvent(profile, event, (id) => known.get(id)),
          event,
        ),
      empty,
    )
  const listed = products.slice(3, 12).map(({ id }) => id)
  const all = products.map(({ id }) => id)
  const asked = (shopper, count) => {
    const profile = fold(shopper)
    const last = shopper.filter(({ type }) => type !== 'view_item_list').at(-1)?.items[0].item_id
    return { profile, questions: questionsOf({ profile, last, now, listed, strategies, count }) }
  }
  const refinements = (visitor) =>
    Object.entries(PLACEMENTS).map(([name, variety]) => [name, { visitor, placement: { id: 'row', ...variety } }])

  const shoppers = given.shoppers.map((events, i) => {
    const { profile, questions } = asked(events, COUNT)
    const visitor = `visitor-${i}`
    return {
      profile,
      plain: Object.fromEntries(questions.map(([name, query]) => [name, ranker.recommend(query)])),
      content: Object.fromEntries(questions.slice(0, 3).map(([name, query]) => [name, contentOnly.recommend(query)])),
      refined: Object.fromEntries(
        refinements(visitor).map(([name, more], k) => {
          const [, query] = questions[(i + 2 * k) % questions.length]
          const list = refined.recommend({ ...query, ...more })
          const chosen = refined.recommend({ ...query, ...more, strategy: 'trending', chosen: list })
          return [name, { list, chosen, explored: refined.explore(list, { ...query, ...more }) }]
        }),
      ),
      searched: refined.recommend(questions.find(([name]) => name === 'related, search')[1]),
      explained: refined
        .recommend({ ...questions[0][1], visitor, placement: { id: 'row' } })
        .map((entry) => ranking.explain(entry).reason),
      order: ranker.reorder(all, { profile, now }),
      refinedOrder: refined.reorder(all, { profile, now }),
    }
  })

  const sharded = ranking.createShardedModel(bytesOf(given.shards.manifest), async (name) =>
    bytesOf(given.shards[name]),
  )
  const wanted = model.ids.slice(0, 12)
  await sharded.want(wanted)

  const score = ranking.createScorer(model)
  return {
    hashes: given.texts.map((text) => [
      ranking.fnv1a32(text),
      ranking.checksum32(Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255)),
      ranking.hashToUnit('seed', text),
    ]),
    decays: Array.from({ length: 40 }, (_, i) => ranking.decay(i * i * i * 1e6, 14 * DAY_MS)),
    model: digestModel(model),
    sharded: rowsOf(sharded.model, wanted),
    scores: [0, 5, 11].map((item) => score([item, item + 1, -1, item + 7], { own: true, count: 5 })),
    shoppers,
    bulk: playBulk({ given, asked, ranker, rankers: [refined, unweighted], refinements, all }),
  }
}

/** Seeded shoppers in number, as one digest each for plain, refined and explored lists and for orders. */
function playBulk({ given: { now, products, bulk }, asked, ranker, rankers, refinements, all }) {
  const digests = Object.fromEntries(['plain', 'refined', 'explored', 'orders'].map((name) => [name, createDigest()]))
  const put = (digest, list) => {
    for (const { id, score, reason } of list) {
      digest.text(id)
      digest.number(score)
      digest.number(reason.propensity ?? 1)
      for (const part of reason.parts ?? []) {
        digest.text(part.step)
        for (const value of Object.values(part)) if (typeof value === 'number') digest.number(value)
      }
    }
  }
  for (let i = 0; i < bulk.shoppers; i++) {
    const refined = rankers[i % 2]
    const { profile, questions } = asked(shopperOf(bulk.seed + i, products, now), BULK_COUNT)
    for (const [, query] of questions) {
      put(digests.plain, ranker.recommend(query))
      const [, more] = refinements(`visitor-${i}`)[(i >> 1) % 4]
      const list = refined.recommend({ ...query, ...more })
      put(digests.refined, list)
      put(digests.explored, refined.explore(list, { ...query, ...more }))
    }
    for (const by of [ranker, refined]) by.reorder(all, { profile, now }).forEach(digests.orders.text)
  }
  return Object.fromEntries(Object.entries(digests).map(([name, digest]) => [name, digest.end()]))
}
