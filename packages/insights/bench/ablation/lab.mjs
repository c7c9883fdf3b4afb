import { DATA, loadSource } from '../rig.mjs'

const source = await loadSource(`
  export * from './index.js'
  export { answerWith } from './evaluate/own-model.js'
  export { createListMetrics } from './evaluate/list-metrics.js'
  export { countRows, forEachQuestion } from './evaluate/replay.js'
  export { createTraitIndex } from './evaluate/traits.js'
  export { encodeWithin, gzipBytes, sampleSessions } from './train/encode-within.js'
  export { holdOut, pickSessions } from './train/slice.js'
  export { TABLE_DEFAULTS } from './train/table-settings.js'
  export { createRanker, decodeModel } from '@endcap/ranker'
  export { createRefine } from '@endcap/ranker/refine'
  export { EMPTY_PROFILE } from '@endcap/core'
`)
export const {
  answerWith,
  bootstrapMethods,
  countRows,
  createListMetrics,
  createRanker,
  createRefine,
  createTraitIndex,
  decodeModel,
  EMPTY_PROFILE,
  encodeWithin,
  evaluateCold,
  forEachQuestion,
  gzipBytes,
  sampleSessions,
  TABLE_DEFAULTS,
} = source

const { fitModel, holdOut, pickSessions, readItemTraits, readSequences, readSessions, replay, spreadSessions } = source

/** Length of the lists. */
export const K = 20
/** Share of the train sessions, the newest, that is asked about; nothing of it is fitted. */
const HELD_RATIO = 0.1
const MOST_QUESTIONS = 6000
/** Settings are chosen on the newest rows; more would change the choice little. */
const TUNE_ROWS = 60_000

/**
 * A research set: only its train part is read, of which the newest tenth (of lines: the last item) is asked for. `rows`: no more
 * than so many of the newest, of lines the last, are taken.
 */
export async function readSet({ name, file = 'train.csv.gz', items, protocol = 'session', spanDays, rows }) {
  const path = `${DATA}${name}/`
  const traits = items && (await readItemTraits(`${path}${items}`))
  let data
  if (protocol === 'sequence') {
    const { train } = await readSequences(`${path}${file}`)
    data = rows ? newestRows(train, newestFirst(train), rows) : train
  } else {
    const kind = protocol === 'basket' ? 'orders' : 'sessions'
    data = (await readSessions(`${path}${file}`, { kind })).interactions
    if (spanDays) data = spreadSessions(data, spanDays)
  }
  const cut = protocol === 'sequence' ? cutLasts(data) : cutNewest(data, rows, protocol === 'basket')
  return { name, protocol, mode: 'storefront', traits, ...cut }
}

function cutNewest(data, rows = Number.POSITIVE_INFINITY, isLastOnly) {
  const newest = newestFirst(data)
  const held = newest.slice(0, Math.ceil(newest.length * HELD_RATIO))
  const asked = held.reduce((sum, session) => sum + (isLastOnly ? 1 : Math.max(0, sizeOf(data, session) - 1)), 0)
  return {
    train: newestRows(data, newest.slice(held.length), rows),
    test: pickSessions(data, spread(held, asked / MOST_QUESTIONS).reverse()),
  }
}

function cutLasts(data) {
  const sessions = Array.from({ length: data.starts.length - 1 }, (_, session) => session)
  const long = sessions.filter((session) => sizeOf(data, session) > 1)
  return {
    train: holdOut(data, { protocol: 'sequence', without: 'met' }).fitted,
    test: pickSessions(data, spread(long, long.length / MOST_QUESTIONS)),
  }
}

/** Sessions, the newest first, until they have so many rows; in their old order. */
function newestRows(data, newest, rows) {
  const kept = []
  for (let left = rows, place = 0; left > 0 && place < newest.length; place++) {
    kept.push(newest[place])
    left -= sizeOf(data, newest[place])
  }
  return kept.length === data.starts.length - 1 ? data : pickSessions(data, kept.reverse())
}

const sizeOf = ({ starts }, session) => starts[session + 1] - starts[session]

function newestFirst({ starts, ts, timeUnit }) {
  const sessions = Array.from({ length: starts.length - 1 }, (_, session) => session)
  if (timeUnit !== 'order') sessions.sort((a, b) => ts[starts[a + 1] - 1] - ts[starts[b + 1] - 1] || a - b)
  return sessions.reverse()
}

/** A set with no more than so many of its newest rows to fit; lines stay whole. */
export function shrink(set, rows) {
  return set.protocol === 'sequence' ? set : { ...set, train: newestRows(set.train, newestFirst(set.train), rows) }
}

/** Every `step`-th, from the first. */
function spread(list, step) {
  const kept = []
  for (let next = 0; next < list.length; next += Math.max(1, step)) kept.push(list[Math.floor(next)])
  return kept
}

const goalOf = ({ protocol }) => ({ protocol, without: protocol === 'session' ? 'current' : 'met' })

/** The settings that the trainer chooses for a set, as `train` chooses them, on its newest rows. */
export function choose(set) {
  return fit(shrink(set, TUNE_ROWS), set.protocol === 'basket' ? { baskets: 'order' } : {}).table
}

/** Fits with settings that are given, so that only the counting takes time. */
export function fit(set, settings) {
  const traits = set.traits && new Map(set.train.ids.map((id) => [id, set.traits.get(id)]).filter(([, found]) => found))
  return fitModel(set.train, { minVisitors: 1, ...settings }, { goal: goalOf(set), traits })
}

/** A fitted model as the ranker reads it, with every pair and exact weights: what a file of any size could hold. */
export function asModel({ ids, count, trend, tables, scoring, window, sessions, interactions }) {
  const places = new Map(ids.map((id, place) => [id, place]))
  const read = ({ offsets, items, weights }) => ({ offsets, items, weights: Float32Array.from(weights) })
  return {
    header: { version: '', items: ids.length, scoring, window, sessions, interactions },
    ids,
    idOf: (place) => ids[place],
    indexOf: (id) => places.get(id),
    count,
    trend,
    tables: { view: read(tables.view), cart: read(tables.cart) },
  }
}

/** Asks the held questions of a model. */
export function ask(set, model, more = {}) {
  const { train, test, protocol, mode } = set
  const predict = answerWith(model, train.ids, protocol)
  return replay(predict, train, test, { protocol, mode, ks: [K], ...more })
}

/** The first result − each other, paired over sessions: value and 95 % interval of hit rate and reciprocal rank. */
export function differences([first, ...others]) {
  return bootstrapMethods([first, ...others].map(({ sums }) => sums)).differences
}

/** Tells where a run is, with the seconds since it began. */
export const say = (text) => process.stderr.write(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${text}\n`)
