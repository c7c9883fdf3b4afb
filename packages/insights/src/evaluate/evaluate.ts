import { gzipSync } from 'node:zlib'
import { EndcapError, type Model } from '@endcap/core'
import { createScorer, decodeModel } from '@endcap/ranker'
import { encodeModel } from '../train/encode.js'
import { fitModel } from '../train/fit.js'
import type { Interactions } from '../train/interactions.js'
import type { TrainSettings } from '../train/settings.js'
import { createItemKnn } from './baselines/item-knn.js'
import { createPop } from './baselines/pop.js'
import { type EvaluationMode, type Predict, type Protocol, type Replay, replay } from './replay.js'

/** What to evaluate, and how. */
export interface EvaluateSettings {
  /** @default 'session', or 'basket' when the data are orders */
  readonly protocol?: Protocol
  /** @default 'storefront' */
  readonly mode?: EvaluationMode
  /** Cut-offs. @default [5, 10, 20] */
  readonly k?: readonly number[]
  /** Settings of the fit. `minVisitors` is 1 here unless given: nothing is published. */
  readonly settings?: TrainSettings
  /** Measures POP and Item-kNN in the same run. @default false */
  readonly baselines?: boolean
}

/** The result of a replay. All lists were ranked over the whole train catalogue. */
export interface Evaluation {
  readonly protocol: Protocol
  readonly mode: EvaluationMode
  readonly k: readonly number[]
  readonly train: { readonly sessions: number; readonly interactions: number; readonly items: number }
  readonly test: { readonly sessions: number; readonly interactions: number }
  readonly model: {
    readonly version: string
    readonly bytes: number
    readonly gzipBytes: number
    readonly pairs: number
    /** Time to fit and encode. */
    readonly fitMs: number
  }
  /** By method: `endcap` first, then the baselines that were asked for. */
  readonly methods: Readonly<Record<string, Replay>>
  /** What a reader of the numbers must know, in full sentences. */
  readonly notes: readonly string[]
}

const K = [5, 10, 20] as const

/**
 * Fits on `train`, encodes and decodes the model, and replays `test` with the scorer that runs in the browser.
 * Ties: higher train count, then first appearance. Nothing with score zero is listed. An unseen target is a miss.
 * `test` must be read with `train.ids`. Nothing of `test` is used to fit.
 */
export function evaluate(train: Interactions, test: Interactions, options: EvaluateSettings = {}): Evaluation {
  const { k: ks, mode, protocol } = resolveEvaluation(options, train)
  const started = performance.now()
  const fitted = fitModel(train, { minVisitors: 1, ...options.settings })
  const bytes = encodeModel(fitted)
  const fitMs = performance.now() - started
  const model = decodeModel(bytes.buffer)
  const how = { protocol, mode, ks }
  const run = (predict: Predict): Replay => replay(predict, test, model.count, how)
  const methods: Record<string, Replay> = { endcap: run(predictWith(model, protocol, mode)) }
  if (options.baselines) {
    methods['pop'] = run(createPop(model.count))
    methods['item-knn'] = run(createItemKnn(train, protocol))
  }
  return {
    protocol,
    mode,
    k: ks,
    train: { sessions: fitted.sessions, interactions: fitted.interactions, items: fitted.ids.length },
    test: { sessions: test.starts.length - 1, interactions: test.items.length },
    model: {
      version: model.header.version,
      bytes: bytes.length,
      gzipBytes: gzipSync(bytes, { level: 9 }).length,
      pairs: fitted.tables[protocol === 'basket' ? 'cart' : 'view'].items.length,
      fitMs,
    },
    methods,
    notes: notesOn(train, methods['endcap']!),
  }
}

/** The browser's scorer as a method. A basket asks for the sum over its items, a visit for its last items by step. */
function predictWith(model: Model, protocol: Protocol, mode: EvaluationMode): Predict {
  const score = createScorer(model)
  if (protocol === 'session') {
    const own = mode === 'published'
    return ({ newestFirst, count, without }) =>
      score(newestFirst, { own, count, without: without[0]! }).map(({ index }) => index)
  }
  return ({ newestFirst, count, without }) => {
    const weights = newestFirst.map(() => 1)
    const held = new Set(without)
    return score(newestFirst, { table: 'cart', weights, count: count + held.size })
      .filter(({ index }) => !held.has(index))
      .slice(0, count)
      .map(({ index }) => index)
  }
}

function notesOn({ timeUnit, kind }: Interactions, { unseenTargets, skipped, predictions }: Replay): string[] {
  const notes: string[] = []
  if (timeUnit === 'order') notes.push('Time is only an order in these data: no session is decayed by age.')
  if (kind === 'orders') notes.push('The data are orders: unordered baskets, paired alike in both directions.')
  if (unseenTargets > 0)
    notes.push(`${unseenTargets} of ${predictions} targets never occur in train and count as misses.`)
  if (skipped > 0) notes.push(`${skipped} targets equal to the item being viewed were left out.`)
  return notes
}

/** Checks the options. Throws `option-invalid`. */
function resolveEvaluation({ k = K, mode = 'storefront', protocol }: EvaluateSettings, train: Interactions) {
  const refuse = (detail: string): EndcapError => new EndcapError('option-invalid', detail)
  if (k.length === 0 || !k.every((value) => Number.isInteger(value) && value > 0 && value <= 1000)) {
    throw refuse(`k is ${JSON.stringify(k)}, it must be whole numbers from 1 to 1000`)
  }
  if (mode !== 'published' && mode !== 'storefront')
    throw refuse(`mode is "${mode}", it must be published or storefront`)
  const wanted = protocol ?? (train.kind === 'orders' ? 'basket' : 'session')
  if (wanted !== 'session' && wanted !== 'basket') throw refuse(`protocol is "${wanted}", it must be session or basket`)
  return { k: [...new Set(k)].sort((a, b) => a - b), mode, protocol: wanted }
}
