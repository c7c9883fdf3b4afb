import { ask, asModel, decodeModel, differences, encodeWithin, fit, gzipBytes, K, sampleSessions, say } from './lab.mjs'

const KIB = 1024
const FILE_KIB = [25, 50, 100, 200, 400, undefined]
const SESSION_KIB = [5, 10, 20, 40]
const DIGINETICA_KIB = 20

/** One file of each size, and shards of which a session loads as much on the mean. */
export function measureBudgets(set, table) {
  const fitted = fit(set, { table })
  const files = FILE_KIB.map((kib) => {
    say(`  ${set.name}: one file of ${kib ?? 'any number of'} KiB`)
    const encoded = encodeWithin(fitted, kib === undefined ? {} : { maxBytes: kib * KIB })
    const { hr, mrr } = ask(set, decodeModel(encoded.files[0].bytes.buffer)).at[K]
    return { kib, bytes: gzipBytes(encoded.files[0].bytes), pairs: encoded.pairs.view, hr, mrr }
  })
  const shards = SESSION_KIB.map((kib) => {
    say(`  ${set.name}: shards, ${kib} KiB a session`)
    const { result, ...row } = shardAndAsk(set, fitted, kib)
    return row
  })
  return { set: set.name, items: set.train.ids.length, files, shards }
}

/** Shards against the model with every pair: quality and the bytes of a session, with the bars that they must keep. */
export function measureSharding(set, table) {
  const fitted = fit(set, { table })
  const whole = ask(set, asModel(fitted))
  say(`  ${set.name}: shards, ${DIGINETICA_KIB} KiB a session`)
  const { result, ...sharded } = shardAndAsk(set, fitted, DIGINETICA_KIB)
  const [difference] = differences([result, whole])
  const { hr, mrr } = whole.at[K]
  const checks = [
    { name: 'HR of the shards over that of the whole model', value: sharded.hr / hr, least: 0.99 },
    { name: 'MRR of the shards over that of the whole model', value: sharded.mrr / mrr, least: 0.99 },
    { name: 'KiB a session, mean', value: sharded.bytes / KIB, most: 20 },
    { name: 'KiB a session, 95th percentile', value: sharded.bytesP95 / KIB, most: 45 },
  ].map((check) => ({
    ...check,
    ok: check.least === undefined ? check.value <= check.most : check.value >= check.least,
  }))
  return {
    set: set.name,
    items: set.train.ids.length,
    predictions: whole.predictions,
    whole: { hr, mrr },
    sharded,
    difference,
    checks,
  }
}

function shardAndAsk(set, fitted, kib) {
  const { sharded, whole, files } = encodeWithin(fitted, {
    shards: { sessionBytes: kib * KIB },
    sessions: sampleSessions(set.train),
  })
  const idOf = (item) => set.train.ids[item] ?? ''
  const bytesOfSession = (newestFirst) => sharded.bytesOfSession([...newestFirst].reverse().map(idOf))
  // A page scores on the shards that it has loaded as on the whole model, so one file of the same codes stands for them.
  const result = ask(set, decodeModel(whole().buffer), { bytesOfSession })
  const { hr, mrr } = result.at[K]
  return {
    kib,
    files: files.length,
    bytes: result.bytes_per_session_mean,
    bytesP95: result.bytes_per_session_p95,
    hr,
    mrr,
    result,
  }
}
