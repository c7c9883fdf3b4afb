import { EndcapError, type Model } from '@endcap/core'
import { decodeModel } from '@endcap/ranker'
import { answerWith } from '../evaluate/own-model.js'
import type { Protocol } from '../evaluate/predict.js'
import { replay } from '../evaluate/replay.js'
import { type EncodedModel, type EncodeLimits, encodeFitted } from '../train/encode-within.js'
import { type FittedModel, fitModel } from '../train/fit.js'
import type { Interactions } from '../train/interactions.js'
import type { ItemTraits } from '../train/read-items.js'
import type { TrainSettings } from '../train/settings.js'
import { pickSessions } from '../train/slice.js'
import { decidePublication, type PublicationDecision, type SessionResults } from './gate.js'
import { createModelStore } from './store.js'

/** What to publish, and how it is judged. */
export interface PublishTrainedOptions {
  /** Folder of the versions; see {@link createModelStore}. */
  readonly folder: string
  readonly interactions: Interactions
  /** Last days that judge, from 1. Where time is only an order: the newest tenth of the sessions. @default 3 */
  readonly holdoutDays?: number
  /** Publishes whatever the figures say. @default false */
  readonly force?: boolean
  readonly maxBytes?: number
  readonly shards?: EncodeLimits['shards']
  readonly settings?: TrainSettings
  readonly traits?: ReadonlyMap<string, ItemTraits> | undefined
  /** Hears of the phase, and of the share of it that is done. */
  readonly onProgress?: (phase: 'judge' | 'fit', ratio: number) => void
  readonly now?: () => number
}

/** What came of it. `conflict`: another version was published meanwhile, nothing changed. */
export interface PublishTrained {
  readonly state: 'published' | 'kept' | 'conflict'
  /** The version in use now; null for none. */
  readonly version: string | null
  readonly decision: PublicationDecision
}

/** The one file of a model, or that which stands for its shards when it is judged; pages do not load that. */
const WHOLE = 'whole.bin'
const SINGLE = 'model.bin'
const HOLDOUT_DAYS = 3
const HELD_RATIO = 0.1
const KEPT_VERSIONS = 10
const DAY_MS = 864e5
const LIST = 20

/**
 * Fits a candidate on what lies before the last days, asks it and the model in use the questions of those days as a shop does
 * (storefront, 20 products), and where {@link decidePublication} is for it, fits on all rows and puts that in use.
 * Keeps the newest ten versions. Throws `input-empty` when nothing lies before the last days.
 */
export async function publishTrained(options: PublishTrainedOptions): Promise<PublishTrained> {
  const { folder, interactions, holdoutDays = HOLDOUT_DAYS, force = false, settings, traits, onProgress } = options
  const store = createModelStore(folder, options.now ? { now: options.now } : {})
  await store.mend()
  const inUse = await store.current()
  const protocol: Protocol = interactions.kind === 'orders' ? 'basket' : 'session'
  const { before, after } = cutByTime(interactions, holdoutDays)
  if (before.items.length === 0)
    throw new EndcapError('input-empty', `nothing lies before the last ${holdoutDays} days`)
  const fit = (data: Interactions, phase: 'judge' | 'fit'): FittedModel =>
    fitModel(data, settings, { traits, onProgress: (ratio) => onProgress?.(phase, ratio) })

  const resultsOf = (model: Model): SessionResults => {
    const { sums } = replay(answerWith(model, interactions.ids, protocol), before, after, {
      protocol,
      mode: 'storefront',
      ks: [LIST],
    })
    return { predictions: sums.predictions, hits: sums.hr, reciprocalRanks: sums.mrr }
  }
  const current = inUse && (await readModel(store, inUse.version))
  const decision = decidePublication({
    candidate: resultsOf(decodeModel(wholeOf(encodeFitted(fit(before, 'judge'), interactions, options)).buffer)),
    current: current && resultsOf(current),
    currentWindowToMs: inUse?.window?.toMs ?? null,
    candidateWindowToMs: windowOf(interactions)?.toMs ?? null,
    force,
  })
  if (!decision.publish) return { state: 'kept', version: inUse?.version ?? null, decision }
  const encoded = encodeFitted(fit(interactions, 'fit'), interactions, options)
  const files = new Map(encoded.files.map(({ name, bytes }) => [name, bytes]))
  if (encoded.sharded) files.set(WHOLE, wholeOf(encoded))
  const outcome = await store.publish({
    version: encoded.version,
    files,
    window: windowOf(interactions),
    evaluation: decision,
    against: inUse?.version ?? null,
  })
  if (outcome.state === 'published') await store.prune(KEPT_VERSIONS)
  return {
    state: outcome.state,
    version: outcome.current?.version ?? null,
    decision,
  }
}

const wholeOf = (encoded: EncodedModel): Uint8Array<ArrayBuffer> => encoded.whole?.() ?? encoded.files[0]!.bytes

/** The model in use; undefined where it is damaged or of another format: then there is nothing to compare with. */
async function readModel(store: ReturnType<typeof createModelStore>, version: string): Promise<Model | undefined> {
  for (const name of [WHOLE, SINGLE]) {
    try {
      return decodeModel(Uint8Array.from(await store.read(version, name)).buffer)
    } catch (error) {
      if (!(error instanceof EndcapError)) throw error
    }
  }
  return undefined
}

/** Sessions that end before the last days, and those that begin in them; what spans the cut is in neither. */
function cutByTime(data: Interactions, holdoutDays: number): { before: Interactions; after: Interactions } {
  const { starts, ts, timeUnit } = data
  const sessions = Array.from({ length: starts.length - 1 }, (_, session) => session)
  if (timeUnit === 'order') {
    const cut = sessions.length - Math.ceil(sessions.length * HELD_RATIO)
    return { before: pickSessions(data, sessions.slice(0, cut)), after: pickSessions(data, sessions.slice(cut)) }
  }
  const cut = (windowOf(data)?.toMs ?? 0) - holdoutDays * DAY_MS
  return {
    before: pickSessions(
      data,
      sessions.filter((session) => ts[starts[session + 1]! - 1]! < cut),
    ),
    after: pickSessions(
      data,
      sessions.filter((session) => ts[starts[session]!]! >= cut),
    ),
  }
}

function windowOf({ ts, timeUnit }: Interactions): { readonly fromMs: number; readonly toMs: number } | null {
  if (timeUnit === 'order' || ts.length === 0) return null
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of ts) {
    fromMs = Math.min(fromMs, value)
    toMs = Math.max(toMs, value)
  }
  return { fromMs, toMs }
}
