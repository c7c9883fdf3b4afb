import { EndcapError } from '@endcap/core'
import type { EncodeLimits } from '../train/encode-within.js'
import type { Interactions } from '../train/interactions.js'
import type { ItemTraits } from '../train/read-items.js'
import type { TrainSettings } from '../train/settings.js'
import { type BaselineSpec, createBaseline, DEFAULT_BASELINES, resolveBaselines } from './baselines/registry.js'
import { type Bounds, bootstrapMethods, type IntervalMetric, type PairedDifference } from './bootstrap-methods.js'
import { checkLeakage } from './leakage.js'
import type { ListMetrics } from './list-metrics.js'
import type { Accuracy } from './metrics.js'
import { createOwnModel, type OwnModel } from './own-model.js'
import { type EvaluationMode, PROTOCOLS, type Predict, type Protocol } from './predict.js'
import { type GroupResult, type Replay, type ReplaySettings, replay } from './replay.js'
import { createTraitIndex } from './traits.js'

/** What to evaluate, and how. */
export interface EvaluateSettings {
  /** @default 'session', or 'basket' when the data are orders */
  readonly protocol?: Protocol
  /** @default 'storefront' */
  readonly mode?: EvaluationMode
  /** Length of the lists; accuracy is also given at 5, 10 and 20 where that is shorter. @default 20 */
  readonly k?: number
  /** Ask only after prefixes of so many items. @default 1 */
  readonly minPrefix?: number
  /** Settings of the own model's fit. */
  readonly settings?: TrainSettings
  /** Limit of the own model's file, in bytes after gzip. @default none */
  readonly maxBytes?: number
  /** The own model as a manifest and shards. @default false */
  readonly shards?: EncodeLimits['shards']
  /** By item id: for the own model, and for diversity and calibration. */
  readonly traits?: ReadonlyMap<string, ItemTraits>
  /** Measured in the same run; `[]` for none. @default those of the protocol */
  readonly baselines?: readonly BaselineSpec[]
  /** Resamples behind the intervals. @default 1000 */
  readonly draws?: number
  readonly onProgress?: (progress: EvaluateProgress) => void
}

/** Where a run is: which phase, of which method, and the share of it that is done. */
export interface EvaluateProgress {
  readonly phase: 'read' | 'fit' | 'measure' | 'intervals'
  readonly method?: string
  readonly ratio?: number
  readonly rows?: number
}

/** A method's figures: accuracy and lists at k. The names are those of the JSON line. */
export interface MethodResult extends Accuracy, ListMetrics {
  readonly p50_us: number
  readonly p99_us: number
  readonly fit_s: number
  /** 95 % percentile intervals of the bootstrap over sessions. */
  readonly intervals: Readonly<Record<IntervalMetric, Bounds>>
  /** Accuracy at shorter cut-offs, and at k. */
  readonly at: Readonly<Record<number, Accuracy>>
  /** By the number of items known when asked. */
  readonly by_prefix: Readonly<Record<string, GroupResult>>
  /** By how often train has the target: `1` the most popular tenth of its items, `10` the least. */
  readonly by_tenth: Readonly<Record<string, GroupResult>>
}

/** A method beside the own model. */
export interface RivalResult extends MethodResult {
  /** Own model − this, on the same resamples. */
  readonly difference: Readonly<Record<IntervalMetric, PairedDifference>>
  /** Settings of a baseline, defaults filled in. */
  readonly settings?: Readonly<Record<string, number | string>>
}

/** The result of an evaluation: the own model's figures flat, the others by name. Lists are of the whole train catalogue. */
export interface Evaluation extends MethodResult {
  readonly protocol: Protocol
  readonly mode: EvaluationMode
  readonly k: number
  readonly min_prefix: number
  readonly predictions: number
  /** Sessions, lines or baskets that were asked for something. */
  readonly sessions: number
  /** Predictions whose target train does not have; they count as misses. */
  readonly unseen_targets: number
  /** Targets equal to the current item, left out in storefront mode. */
  readonly skipped_targets: number
  readonly version: string
  /** Sum of all files, as servers pack them at best: level 9, quality 11. */
  readonly model_bytes_gzip: number
  readonly model_bytes_brotli: number
  /** Milliseconds from the bytes of the file to a first list, of a sharded model to its open manifest; the median of several on this machine. */
  readonly decode_ms: number
  readonly bytes_per_session_mean?: number
  readonly bytes_per_session_p95?: number
  readonly draws: number
  readonly train: { readonly sessions: number; readonly interactions: number; readonly items: number }
  readonly test: { readonly sessions: number; readonly interactions: number }
  readonly baselines: Readonly<Record<string, RivalResult>>
  /** The own model with a part left out, by what is left out. */
  readonly ablations?: Readonly<Record<string, RivalResult>>
  /** What a reader of the numbers must know, in full sentences. */
  readonly notes: readonly string[]
  /** What may make them wrong. */
  readonly warnings: readonly string[]
}

const CUTS = [5, 10, 20] as const
const DRAWS = 1000

/**
 * Fits the own model and the baselines on `train` and replays `test` with each. `test` must be read with `train.ids`;
 * no method gets it. An unseen target is a miss. Throws `option-invalid`, and `value-invalid` when both parts are the
 * same.
 */
export function evaluate(train: Interactions, test: Interactions, options: EvaluateSettings = {}): Evaluation {
  const { protocol, mode, k, minPrefix, draws, specs } = resolveEvaluation(options, train)
  const { traits, settings, maxBytes, shards, onProgress } = options
  const remarks = protocol === 'sequence' ? { notes: [], warnings: [] } : checkLeakage(train, test)
  const index = traits && createTraitIndex(train.ids, traits)
  const ks = [...new Set([...CUTS.filter((cut) => cut < k), k])]
  const own = createOwnModel(train, {
    protocol,
    mode,
    ...(maxBytes !== undefined && { maxBytes }),
    ...(shards !== undefined && { shards }),
    ...(traits && { traits }),
    ...(settings && { settings }),
    onProgress: (ratio) => onProgress?.({ phase: 'fit', method: 'endcap', ratio }),
  })
  const how: ReplaySettings = { protocol, mode, ks, minPrefix, ...(index && { traits: index }) }
  const measured: Measured[] = []
  const measure = (name: string, fit_s: number, predict: Predict, more: Partial<ReplaySettings> = {}): void => {
    const tell = (ratio: number): void => onProgress?.({ phase: 'measure', method: name, ratio })
    measured.push({ name, fit_s, result: replay(predict, train, test, { ...how, ...more, onProgress: tell }) })
  }
  measure('endcap', own.fit_s, own.predict, own.bytesOfSession && { bytesOfSession: own.bytesOfSession })
  const ablations = Object.entries(own.ablations ?? {})
  for (const [name, predict] of ablations) measure(name, own.fit_s, predict)
  for (const spec of specs) {
    onProgress?.({ phase: 'fit', method: spec.label, ratio: 0 })
    const started = performance.now()
    const predict = createBaseline(train, spec, protocol)
    measure(spec.label, (performance.now() - started) / 1000, predict)
  }
  onProgress?.({ phase: 'intervals' })
  const { intervals, differences } = bootstrapMethods(
    measured.map(({ result }) => result.sums),
    { draws },
  )
  const results = measured.map((one, at) => resultOf(one, k, intervals[at]!))
  const rivals = measured.slice(1).map(({ name }, at): [string, RivalResult] => {
    const spec = specs[at - ablations.length]
    return [name, { ...results[at + 1]!, difference: differences[at]!, ...(spec && { settings: spec.settings }) }]
  })
  const replayed = measured[0]!.result
  return {
    protocol,
    mode,
    k,
    min_prefix: minPrefix,
    predictions: replayed.predictions,
    sessions: replayed.sums.predictions.reduce((asked, count) => asked + (count > 0 ? 1 : 0), 0),
    unseen_targets: replayed.unseen_targets,
    skipped_targets: replayed.skipped_targets,
    ...results[0]!,
    model_bytes_gzip: own.model_bytes_gzip,
    model_bytes_brotli: own.model_bytes_brotli,
    decode_ms: own.decode_ms,
    ...(replayed.bytes_per_session_mean !== undefined && {
      bytes_per_session_mean: replayed.bytes_per_session_mean,
      bytes_per_session_p95: replayed.bytes_per_session_p95 as number,
    }),
    version: own.version,
    draws,
    train: { sessions: train.starts.length - 1, interactions: train.items.length, items: train.ids.length },
    test: { sessions: test.starts.length - 1, interactions: test.items.length },
    baselines: Object.fromEntries(rivals.slice(ablations.length)),
    ...(ablations.length > 0 && { ablations: Object.fromEntries(rivals.slice(0, ablations.length)) }),
    notes: [...remarks.notes, ...notesOn(train, replayed, protocol, index && { known: index.known })],
    warnings: [...remarks.warnings, ...warningsOn(own, maxBytes)],
  }
}

interface Measured {
  readonly name: string
  readonly fit_s: number
  readonly result: Replay
}

function resultOf({ fit_s, result }: Measured, k: number, intervals: MethodResult['intervals']): MethodResult {
  const { at, lists, by_prefix, by_tenth, p50_us, p99_us } = result
  return { ...at[k]!, ...lists, p50_us, p99_us, fit_s, intervals, at, by_prefix, by_tenth }
}

function notesOn(
  { timeUnit, kind, ids }: Interactions,
  { unseen_targets, skipped_targets, predictions }: Replay,
  protocol: Protocol,
  traits: { readonly known: number } | undefined,
): string[] {
  const notes: string[] = []
  if (protocol === 'sequence') {
    notes.push(
      'Fitted on all but the last two items of each line; asked with all but the last; seen items are removed.',
    )
  } else if (timeUnit === 'order')
    notes.push('Time is only an order in these data: the own model takes the sessions as evenly spread.')
  if (kind === 'orders')
    notes.push(
      'The data are orders: baskets are read in the order of their rows where that predicts held-out orders better.',
    )
  if (protocol !== 'session') notes.push('Equal scores share their middle rank.')
  if (unseen_targets > 0) {
    notes.push(`${unseen_targets} of ${predictions} targets never occur in train and count as misses.`)
  }
  if (skipped_targets > 0) notes.push(`${skipped_targets} targets equal to the item being viewed were left out.`)
  if (traits) notes.push(`${traits.known} of ${ids.length} train items have traits.`)
  return notes
}

function warningsOn({ model_bytes_gzip }: OwnModel, maxBytes: number | undefined): string[] {
  if (maxBytes === undefined || model_bytes_gzip <= maxBytes) return []
  return [`The model has ${model_bytes_gzip} bytes after gzip, more than the ${maxBytes} that were asked for.`]
}

/** Fills the defaults in. Throws `option-invalid`. */
export function resolveEvaluation(options: EvaluateSettings, train: Interactions) {
  const { k = 20, mode = 'storefront', minPrefix = 1, draws = DRAWS, maxBytes } = options
  const refuse = (detail: string): EndcapError => new EndcapError('option-invalid', detail)
  if (!isWhole(k, 1, 1000)) throw refuse(`k is ${k}, it must be a whole number from 1 to 1000`)
  if (!isWhole(minPrefix, 1, 1000)) throw refuse(`minPrefix is ${minPrefix}, it must be a whole number from 1 to 1000`)
  if (!isWhole(draws, 1, 100_000)) throw refuse(`draws is ${draws}, it must be a whole number from 1 to 100000`)
  if (maxBytes !== undefined && !isWhole(maxBytes, 1, 1e9)) throw refuse(`maxBytes is ${maxBytes}, it must be from 1`)
  if (mode !== 'published' && mode !== 'storefront') {
    throw refuse(`mode is "${mode}", it must be published or storefront`)
  }
  const protocol = options.protocol ?? (train.kind === 'orders' ? 'basket' : 'session')
  if (!PROTOCOLS.includes(protocol)) throw refuse(`protocol is "${protocol}", it must be ${PROTOCOLS.join(' or ')}`)
  const specs = resolveBaselines(options.baselines ?? DEFAULT_BASELINES[protocol], protocol)
  return { k, mode, protocol, minPrefix, draws, specs }
}

const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max
