import { gzipSync } from 'node:zlib'
import type { Model } from '@endcap/core'
import { createScorer, decodeModel } from '@endcap/ranker'
import { encodeModel } from '../train/encode.js'
import { fitModel } from '../train/fit.js'
import type { Interactions } from '../train/interactions.js'
import type { ItemTraits } from '../train/read-items.js'
import type { TrainSettings } from '../train/settings.js'
import type { TableGoal } from '../train/slice.js'
import type { EvaluationMode, Predict, Protocol } from './predict.js'

/** What the own model is made for. Nothing of test is among it. */
export interface OwnModelOptions {
  readonly protocol: Protocol
  readonly mode: EvaluationMode
  /** The model file may have so many bytes after gzip. @default no limit */
  readonly maxBytes?: number
  /** By item id. */
  readonly traits?: ReadonlyMap<string, ItemTraits>
  readonly settings?: TrainSettings
  /** Hears of the share of the fit that is done, from 0 to 1. */
  readonly onProgress?: (ratio: number) => void
}

/** The own model as a method. */
export interface OwnModel {
  readonly predict: Predict
  readonly model_bytes_gzip: number
  /** Where the model is sharded: bytes that a session with these train indices asks for. */
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
  const { protocol, mode, settings, traits, onProgress } = options
  const started = performance.now()
  onProgress?.(0)
  const bytes = encodeModel(
    fitModel(train, { minVisitors: 1, ...settings }, { goal: goalOf(protocol, mode), traits, onProgress }),
  )
  const fit_s = (performance.now() - started) / 1000
  onProgress?.(1)
  const model = decodeModel(bytes.buffer)
  return {
    predict: predictWith(model, protocol),
    model_bytes_gzip: gzipSync(bytes, { level: 9 }).length,
    fit_s,
    version: model.header.version,
  }
}

/** What the settings are chosen for: what will be asked. */
const goalOf = (protocol: Protocol, mode: EvaluationMode): TableGoal =>
  protocol === 'sequence'
    ? { protocol, without: 'met' }
    : { protocol: 'session', without: mode === 'published' ? 'none' : 'current' }

/** A basket asks for the sum over its items, a visit or a line for its last items by step. */
function predictWith(model: Model, protocol: Protocol): Predict {
  const score = createScorer(model)
  const own = protocol === 'session'
  return ({ newestFirst, count, without, isTieWanted }) => {
    const [only] = without
    if (protocol === 'session')
      return toAnswer(score(newestFirst, { own, count, ...(only !== undefined && { without: only }) }))
    const asked = protocol === 'basket' ? { table: 'cart' as const, weights: newestFirst.map(() => 1) } : {}
    const held = new Set(without)
    const free = score(newestFirst, asked).filter(({ index }) => !held.has(index))
    const cut = free[count - 1]?.score
    return toAnswer(free.filter((entry, place) => place < count || (isTieWanted && entry.score === cut)))
  }
}

const toAnswer = (list: readonly { readonly index: number; readonly score: number }[]) => ({
  items: list.map(({ index }) => index),
  scores: list.map(({ score }) => score),
})
