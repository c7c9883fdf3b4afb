import { brotliCompressSync } from 'node:zlib'
import type { Model } from '@endcap/core'
import { createScorer, createShardedModel, decodeModel } from '@endcap/ranker'
import { type EncodeLimits, encodeWithin, gzipBytes, sampleSessions } from '../train/encode-within.js'
import { fitModel } from '../train/fit.js'
import type { Interactions } from '../train/interactions.js'
import type { ItemTraits } from '../train/read-items.js'
import type { TrainSettings } from '../train/settings.js'
import type { TableGoal } from '../train/slice.js'
import { percentile } from './metrics.js'
import type { EvaluationMode, Predict, Protocol } from './predict.js'

/** The first ones are slower, as the code is still being compiled. */
const DECODINGS = 9

/** What the own model is made for. Nothing of test is among it. */
export interface OwnModelOptions {
  readonly protocol: Protocol
  readonly mode: EvaluationMode
  /** The model file may have so many bytes after gzip. @default no limit */
  readonly maxBytes?: number
  /** A manifest and shards instead of one file. @default false */
  readonly shards?: EncodeLimits['shards']
  /** By item id; of items that train does not number nothing is used. */
  readonly traits?: ReadonlyMap<string, ItemTraits>
  readonly settings?: TrainSettings
  /** Hears of the share of the fit that is done, from 0 to 1. */
  readonly onProgress?: (ratio: number) => void
}

/** The own model as a method. */
export interface OwnModel {
  readonly predict: Predict
  /** As a page decodes it. */
  readonly model: Model
  /** Sum of all files. */
  readonly model_bytes_gzip: number
  readonly model_bytes_brotli: number
  /** Milliseconds from the bytes of the file to the first list, or to the open manifest. The median of several. */
  readonly decode_ms: number
  /**
   * Where the model is sharded: bytes after gzip that a page fetches for a session with these train indices. Everything counts, each file once: the
   * manifest, the shards of the items met, and the directory file of each item that no shard fetched before is the home of;
   * an item that train does not have costs its directory file.
   */
  readonly bytesOfSession?: (newestFirst: readonly number[]) => number
  /** Seconds to fit and encode. */
  readonly fit_s: number
  readonly version: string
  /** The same model with a part left out, by what is left out; each is measured like a method. */
  readonly ablations?: Readonly<Record<string, Predict>>
}

/**
 * Fits on `train`, encodes, decodes, and answers with the scorer that runs in the browser: what is measured is what a
 * page would show. `minVisitors` is 1 unless given, as nothing is published. This is the one place where the evaluation
 * meets the trainer, the model format and the scorer.
 */
export function createOwnModel(train: Interactions, options: OwnModelOptions): OwnModel {
  const { protocol, mode, settings, traits, maxBytes, shards = false, onProgress } = options
  const started = performance.now()
  onProgress?.(0)
  const known = traits && new Map(train.ids.flatMap((id) => (traits.has(id) ? [[id, traits.get(id)!]] : [])))
  const fitted = fitModel(
    train,
    { minVisitors: 1, ...settings },
    { goal: goalOf(protocol, mode), traits: known, onProgress },
  )
  const { files, version, sharded, whole } = encodeWithin(fitted, {
    shards,
    ...(maxBytes !== undefined && { maxBytes }),
    ...(shards && { sessions: sampleSessions(train) }),
  })
  const fit_s = (performance.now() - started) / 1000
  onProgress?.(1)
  // A page scores on the shards that it has loaded as on the whole model, so one file of the same codes stands for them.
  const model = decodeModel((whole?.() ?? files[0]!.bytes).buffer)
  const idOf = (item: number) => train.ids[item] ?? ''
  return {
    predict: answerWith(model, train.ids, protocol),
    model,
    model_bytes_gzip: files.reduce((sum, { bytes }) => sum + gzipBytes(bytes), 0),
    model_bytes_brotli: files.reduce((sum, { bytes }) => sum + brotliCompressSync(bytes).length, 0),
    decode_ms: timeDecoding(files[0]!.bytes.buffer, sharded !== undefined),
    fit_s,
    version,
    ...(sharded && { bytesOfSession: (newestFirst) => sharded.bytesOfSession([...newestFirst].reverse().map(idOf)) }),
  }
}

function timeDecoding(bytes: ArrayBuffer, isManifest: boolean): number {
  const times = Array.from({ length: DECODINGS }, () => {
    const started = performance.now()
    if (isManifest) createShardedModel(bytes, () => Promise.reject())
    // What a page does not look at is not made; a list looks at most of it.
    else createScorer(decodeModel(bytes))([0], { own: true })
    return performance.now() - started
  })
  return percentile(times, 0.5)
}

/** What the settings are chosen for: what will be asked. */
const goalOf = (protocol: Protocol, mode: EvaluationMode): TableGoal =>
  protocol === 'session'
    ? { protocol, without: mode === 'published' ? 'none' : 'current' }
    : { protocol, without: 'met' }

interface Scored {
  readonly index: number
  readonly score: number
}

/** A basket asks for the sum over its items, a visit or a line for its last items by step. Questions and answers are in train indices. */
export function answerWith(model: Model, ids: readonly string[], protocol: Protocol): Predict {
  const score = createScorer(model)
  const own = protocol === 'session'
  const { cart = [1] } = model.header.scoring
  const cartWeights = (length: number) => Array.from({ length }, (_, k) => cart[Math.min(k, cart.length - 1)]!)
  const toModel = Int32Array.from(ids, (id) => model.indexOf(id) ?? -1)
  const toTrain = new Int32Array(model.ids.length).fill(-1)
  toModel.forEach((place, item) => {
    if (place >= 0) toTrain[place] = item
  })
  const placeOf = (item: number) => toModel[item] ?? -1
  // A product of the catalogue alone takes its place in the list, and is nothing that these data could ask for.
  const inTrain = ({ index, score }: Scored): Scored[] =>
    toTrain[index]! < 0 ? [] : [{ index: toTrain[index]!, score }]
  return ({ newestFirst, count, without, isTieWanted }) => {
    const [only] = without
    const places = newestFirst.map(placeOf)
    if (protocol === 'session') {
      const asked = { own, count, ...(only !== undefined && { without: placeOf(only) }) }
      const found = score(places, asked).flatMap(inTrain)
      return toAnswer(withOwn(found, newestFirst, places, model.header.scoring.own, only).slice(0, count))
    }
    const asked = protocol === 'basket' ? { table: 'cart' as const, weights: cartWeights(newestFirst.length) } : {}
    const held = new Set(without)
    // What ties with the last is asked for too, so that the answer can be cut after what is held is gone.
    const most = isTieWanted ? undefined : count + held.size
    const free = score(places, most === undefined ? asked : { ...asked, count: most })
      .flatMap(inTrain)
      .filter(({ index }) => !held.has(index))
    const cut = free[count - 1]?.score
    return toAnswer(free.filter((entry, place) => place < count || (isTieWanted && entry.score === cut)))
  }
}

/** The bonus of an item met in the session needs no model: those that pruning left out have it too. */
function withOwn(
  found: Scored[],
  items: readonly number[],
  places: readonly number[],
  own: readonly number[],
  without: number | undefined,
): Scored[] {
  const left = new Map<number, number>()
  places.forEach((place, step) => {
    const item = items[step]!
    if (place < 0 && item >= 0 && item !== without && own[step]! > 0) left.set(item, (left.get(item) ?? 0) + own[step]!)
  })
  if (left.size === 0) return found
  return [...found, ...Array.from(left, ([index, score]) => ({ index, score }))].sort((a, b) => b.score - a.score)
}

const toAnswer = (list: readonly Scored[]) => ({
  items: list.map(({ index }) => index),
  scores: list.map(({ score }) => score),
})
