/** What runs in the page: the built and minified ranker between two readings of the clock. */
import { EMPTY_PROFILE } from '@endcap/core'
import { createRanker, decodeModel, foldEvent } from '@endcap/ranker'
import { createRefine, foldShown } from '@endcap/ranker/refine'
import { createPlain } from './plain-js.mjs'

const COUNT = 20
/** A visitor and a placement with the default variety: diversity 0.2, near-ties by lot. */
const REFINED = { visitor: 'visitor-0123456789abc', placement: { id: 'row' } }
/** Sold so often on every page that nobody asks for it while the clock runs: indices are built for it before. */
const isNothing = () => {}

const json = async (path) => (await fetch(path)).json()
const bytesOf = async (path) => (await fetch(path)).arrayBuffer()

let products
let model
let known
let shoppers
let lists
let plainText

/** Smallest step of the clock in ms. */
function clockStep() {
  let least = Infinity
  for (let i = 0; i < 2000; i++) {
    const from = performance.now()
    let to = from
    while (to === from) to = performance.now()
    least = Math.min(least, to - from)
  }
  return least
}

/** A piece of work that is always the same: so many rounds of xorshift32. */
function work(rounds) {
  let state = 1
  for (let i = 0; i < rounds; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
  }
  return state
}

/** Milliseconds of that work, as often as asked. */
function timeWork(rounds, times) {
  const taken = new Float64Array(times)
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    isNothing(work(rounds))
    taken[i] = performance.now() - from
  }
  return [...taken]
}

/** Loads what the measurements need and folds every shopper's past. */
async function prepare() {
  products = await json('/catalog.json')
  model = decodeModel(await bytesOf('/model.bin'))
  known = new Map(products.map((product) => [product.id, product]))
  const productOf = (id) => known.get(id)
  const given = await json('/shoppers.json')
  shoppers = given.shoppers.map(({ past, event }) => ({
    event,
    profile: past.reduce((profile, one) => foldShown(foldEvent(profile, one, productOf), one), EMPTY_PROFILE),
    recent: past
      .filter(({ type }) => type === 'view_item')
      .map(({ ts, items }) => ({ id: items[0].item_id, ts }))
      .reverse(),
  }))
  lists = given.lists
  plainText = await (await fetch('/model.json')).text()
  return {
    isolated: crossOriginIsolated,
    clockStepMs: clockStep(),
    shoppers: shoppers.length,
    products: products.length,
    known: products.filter(({ id }) => model.indexOf(id) !== undefined).length,
    items: model.ids.length,
    pairs: model.tables.view.items.length,
    recent: shoppers.map(({ profile }) => profile.recent.length),
    jsonBytes: plainText.length,
  }
}

/** A call for each shopper: what a row of the tables does. */
const CALLS = {
  /** Folds the event and asks for a list of 20. */
  recommend({ strategy, refined }) {
    const ranker = rankerOf(refined)
    const productOf = (id) => known.get(id)
    return ({ profile, event }) => {
      const folded = foldEvent(profile, event, productOf)
      const next = refined ? foldShown(folded, event) : folded
      const context = { productId: event.items[0].item_id }
      return ranker.recommend({
        strategy,
        profile: next,
        context,
        count: COUNT,
        now: event.ts,
        ...(refined && REFINED),
      })
    }
  },
  /** Puts a list of the shop into this shopper's order. */
  reorder({ refined }) {
    const ranker = rankerOf(refined)
    return ({ profile, event }, i) =>
      ranker.reorder(lists[i % lists.length], { profile, now: event.ts, ...(refined && REFINED) })
  },
  plainRecommend() {
    const plain = createPlain(plainText, products)
    return ({ recent, event }) => plain.recommend(plain.fold(recent, event), event.ts, COUNT)
  },
  plainReorder() {
    const plain = createPlain(plainText, products)
    return ({ recent, event }, i) => plain.reorder(lists[i % lists.length], recent, event.ts)
  },
}

function rankerOf(refined) {
  const ranker = createRanker({ model, products })
  return refined ? createRefine(ranker, { products, model }) : ranker
}

/**
 * Asks once, which builds what is built at the first question, then once for every shopper: milliseconds of each call, and how
 * many products were answered in all.
 */
function measure({ call, ...options }) {
  const ask = CALLS[call](options)
  const from = performance.now()
  ask(shoppers[0], 0)
  const firstMs = performance.now() - from
  const taken = new Float64Array(shoppers.length)
  let answered = 0
  shoppers.forEach((shopper, i) => {
    const before = performance.now()
    const answer = ask(shopper, i)
    taken[i] = performance.now() - before
    answered += answer.length
  })
  return { firstMs, taken: [...taken], answered }
}

/** In a page that has just been loaded: reads the model, then answers a first list. */
async function open() {
  const bytes = await bytesOf('/model.bin')
  const list = await json('/catalog.json')
  const { shoppers } = await json('/first.json')
  const { past, event } = shoppers[0]
  const from = performance.now()
  const decoded = decodeModel(bytes)
  const decodedMs = performance.now() - from
  const ranker = createRanker({ model: decoded, products: list })
  const byId = new Map(list.map((product) => [product.id, product]))
  const profile = [...past, event].reduce((state, one) => foldEvent(state, one, (id) => byId.get(id)), EMPTY_PROFILE)
  const query = {
    strategy: 'related',
    profile,
    context: { productId: event.items[0].item_id },
    count: COUNT,
    now: event.ts,
  }
  const answered = ranker.recommend(query).length
  const listMs = performance.now() - from
  createRefine(ranker, { products: list, model: decoded }).recommend({ ...query, ...REFINED })
  const refinedMs = performance.now() - from
  return { decodedMs, listMs, refinedMs, answered }
}

/** The peer in a page that has just been loaded. */
async function openPlain() {
  const text = await (await fetch('/model.json')).text()
  const list = await json('/catalog.json')
  const { shoppers } = await json('/first.json')
  const from = performance.now()
  const { near } = JSON.parse(text)
  const decodedMs = performance.now() - from
  isNothing(near)
  const start = performance.now()
  const plain = createPlain(text, list)
  const { past, event } = shoppers[0]
  const recent = [...past, event].map(({ ts, items }) => ({ id: items[0].item_id, ts })).reverse()
  const answered = plain.recommend(recent, event.ts, COUNT).length
  return { decodedMs, listMs: performance.now() - start, answered }
}

/** Decoding again and again in this page. */
async function decodeAgain(times) {
  const bytes = await bytesOf('/model.bin')
  return Array.from({ length: times }, () => {
    const from = performance.now()
    isNothing(decodeModel(bytes))
    return performance.now() - from
  })
}

window.bench = { timeWork, prepare, measure, open, openPlain, decodeAgain }
