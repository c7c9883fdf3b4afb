import { gzipSync } from 'node:zlib'
import { EndcapError } from '@endcap/core'
import { encodeModel, encodeQuantised, layOut, smallest, withRest } from './encode.js'
import type { FittedModel } from './fit.js'
import type { Interactions } from './interactions.js'
import { orderItems } from './order.js'
import { type Prune, preparePrune } from './prune.js'
import { codeTrends, FINE_RATIO, quantise, type TrendCodes } from './quantise.js'
import { encodeSharded, type ModelFile, type ShardedModel } from './shard.js'

/** What the files may weigh. */
export interface EncodeLimits {
  /** Of one file, after gzip. @default no limit; 200 KiB where `shards` is `auto` */
  readonly maxBytes?: number
  /**
   * `true`: a manifest and shards, for `sessionBytes` of 20 KiB; `auto`: where one file with every pair would be larger than `maxBytes`.
   * @default false
   */
  readonly shards?: 'auto' | boolean | { readonly sessionBytes: number }
  /**
   * Sessions of item indices, first to last, to measure what a session loads. @default an item and the heaviest two of its
   * neighbours, for a sample of items
   */
  readonly sessions?: readonly (readonly number[])[]
}

/** Files of a model. Sharded: the manifest is the first. */
export interface EncodedModel {
  readonly files: readonly ModelFile[]
  readonly version: string
  /** Neighbour pairs that are left, by table. */
  readonly pairs: { readonly view: number; readonly cart: number }
  /** Nothing fits the limits; these are the fewest bytes. */
  readonly isOver: boolean
  /** There when the model is sharded. */
  readonly sharded?: ShardedModel
  /** The same model as one file, which gives the same scores; there when the model is sharded, and made when asked for. */
  whole?(): Uint8Array<ArrayBuffer>
}

/** The name of a model in one file. */
export const MODEL_NAME = 'model.bin'
/** One file of more is slow to load on a phone. */
const ONE_FILE_BYTES = 200 * 1024
const SESSION_BYTES = 20 * 1024
/** A part of what a session may load: small, as a session needs few rows of each; large enough to share ids and requests. */
const SHARDS_A_SESSION = 6
/** Of the sessions, this share loads at most so many times what is the limit of the mean. */
const LONG_SHARE = 0.95
const LONG_RATIO = 2.2
const PROBES = 8
/** Of so many pairs fewer shares are tried. */
const LARGE_TABLE = 2e6
const LARGE_PROBES = 4
/** Where the search begins, and how far below the limit it may end. */
const FIRST_SHARE = 0.07
const TOLERANCE = 0.01
const FIRST_SHARE_SHARDED = 0.3
const TOLERANCE_SHARDED = 0.05
const SAMPLE = 2000
/**
 * Steps between weights that one file may have, as factors. On validation cuts of train, where a file has room for some twenty
 * neighbours an item, 1.05 lost no hits to 1.26 and gained 2 % of its MRR; where it has room for nine, 1.2 was ahead of 1.1.
 */
const ONE_FILE_RATIOS = [FINE_RATIO, 1.12, 1.2] as const
const ENOUGH_NEIGHBOURS = 15
/** In shards, where they have no room for every pair in the finest steps. */
const SHARD_RATIO = 1.12

/** Prunes a model to the bytes given and writes it as one file or as manifest and shards. Same model and limits, same bytes. */
export function encodeWithin(
  fitted: FittedModel,
  { maxBytes, shards = false, sessions }: EncodeLimits = {},
): EncodedModel {
  if (maxBytes !== undefined && !(maxBytes > 0)) throw new EndcapError('option-invalid', 'maxBytes must be more than 0')
  const trends = codeTrends(fitted.trend)
  const prune = preparePrune(fitted, trends)
  if (shards === 'auto' || !shards) {
    const most = maxBytes ?? (shards ? ONE_FILE_BYTES : Number.POSITIVE_INFINITY)
    // A pair never took less than half a byte: what is far too large is not even tried.
    if (fitted.tables.view.items.length / 2 <= most) {
      const bytes = encodeModel(fitted)
      if (gzipBytes(bytes) <= most) return { ...oneFile(bytes, prune(1)), isOver: false }
    }
    if (!shards) return encodeOneFile(fitted, prune, trends, most)
  }
  const sessionBytes = typeof shards === 'object' ? shards.sessionBytes : SESSION_BYTES
  if (!(sessionBytes > 0)) throw new EndcapError('option-invalid', 'sessionBytes must be more than 0')
  return encodeShards(fitted, prune, trends, sessionBytes, sessions)
}

/** The same for what was fitted on these interactions, whose last sessions tell what one loads. Throws `option-invalid` when nothing fits. */
export function encodeFitted(
  fitted: FittedModel,
  interactions: Interactions,
  { maxBytes, shards = false }: Pick<EncodeLimits, 'maxBytes' | 'shards'>,
): EncodedModel {
  const encoded = encodeWithin(fitted, {
    shards,
    ...(maxBytes !== undefined && { maxBytes }),
    ...(shards && { sessions: sampleSessions(interactions) }),
  })
  if (!encoded.isOver) return encoded
  const limit = shards ? 'so few bytes a session' : `${maxBytes} bytes`
  throw new EndcapError('option-invalid', `no model fits into ${limit}`)
}

/** The first step of the weights, from fine to coarse, that leaves room for enough neighbours; else the last. */
function encodeOneFile(fitted: FittedModel, prune: Prune, trends: TrendCodes, maxBytes: number): EncodedModel {
  const tables = fitted.tables.cart === fitted.tables.view ? [fitted.tables.view] : Object.values(fitted.tables)
  const rows = tables.reduce((sum, { offsets }) => sum + offsets.filter((at, row) => at < offsets[row + 1]!).length, 0)
  const encode = (ratio: number) =>
    findShare(maxBytes, PROBES, FIRST_SHARE, TOLERANCE, (share) => {
      const kept = prune(share)
      const bytes = smallest(layOut(fitted, kept, trends, ratio, false).map(encodeQuantised))
      return { size: gzipBytes(bytes), result: oneFile(bytes, kept) }
    })
  const [finest, ...coarser] = ONE_FILE_RATIOS
  let found = encode(finest)
  for (const ratio of coarser) {
    const { view, cart } = found.result.pairs
    if (!found.isOver && (tables.length > 1 ? view + cart : view) >= rows * ENOUGH_NEIGHBOURS) break
    found = encode(ratio)
  }
  return { ...found.result, isOver: found.isOver }
}

function oneFile(bytes: Uint8Array<ArrayBuffer>, kept: ReturnType<Prune>): Omit<EncodedModel, 'isOver'> {
  const length = new DataView(bytes.buffer).getUint32(12, true)
  const { version } = JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + length)))
  return { files: [{ name: MODEL_NAME, bytes }], version, pairs: countPairs(kept) }
}

function encodeShards(
  fitted: FittedModel,
  prune: Prune,
  trends: TrendCodes,
  sessionBytes: number,
  sessions: EncodeLimits['sessions'] = sampleRows(fitted),
): EncodedModel {
  const sample = sessions.map((session) => session.map((item) => fitted.ids[item]!))
  const isLarge = fitted.tables.view.items.length > LARGE_TABLE
  const first = prune(FIRST_SHARE_SHARDED)
  // What is near stays near whatever the share, and finding it takes the most time.
  const { halves } = orderItems(first.cart === first.view ? [first.view] : [first.view, first.cart], fitted.count)
  const order = withRest(halves, fitted)
  const encode = (share: number, ratio: number) => {
    const kept = prune(share)
    const model = quantise(fitted, kept, trends, order, ratio)
    const sharded = encodeSharded(model, Math.min(8192, sessionBytes / SHARDS_A_SESSION))
    const bytes = Float64Array.from(sample, (ids) => sharded.bytesOfSession(ids)).sort()
    const mean = bytes.reduce((sum, each) => sum + each, 0) / (bytes.length || 1)
    const long = bytes[Math.floor(bytes.length * LONG_SHARE)] ?? 0
    const result: Omit<EncodedModel, 'isOver'> = {
      files: [sharded.manifest, ...sharded.files],
      version: sharded.version,
      pairs: countPairs(kept),
      sharded,
      whole: () => encodeQuantised(model),
    }
    return { size: Math.max(mean, long / LONG_RATIO), result }
  }
  if (!isLarge) {
    const { size, result } = encode(1, FINE_RATIO)
    if (size <= sessionBytes) return { ...result, isOver: false }
  }
  const found = findShare(
    sessionBytes,
    isLarge ? LARGE_PROBES : PROBES,
    FIRST_SHARE_SHARDED,
    TOLERANCE_SHARDED,
    (share) => encode(share, SHARD_RATIO),
  )
  return { ...found.result, isOver: found.isOver }
}

/**
 * The largest share of the pairs whose result is within `most`: from a first guess on along the line through the last two
 * tries, over the logarithm of the share; without pairs, and `isOver`, when even that is too large.
 */
function findShare<Result>(
  most: number,
  probes: number,
  first: number,
  tolerance: number,
  encode: (share: number) => { readonly size: number; readonly result: Result },
): { readonly result: Result; readonly isOver: boolean } {
  let best: Result | undefined
  let [low, high] = [0, 1]
  let before: readonly [share: number, size: number] | undefined
  let share = first
  for (let probe = 0; probe < probes; probe++) {
    const { size, result } = encode(share)
    if (size <= most) {
      best = result
      low = share
      if (size > most * (1 - tolerance) || share === 1) return { result, isOver: false }
    } else high = share
    // A hair below, so that most tries are within.
    const aim = most * (1 - tolerance / 3)
    const slope = before ? (size - before[1]) / Math.log(share / before[0]) : size / 2
    before = [share, size]
    share *= Math.exp((aim - size) / Math.max(slope, 1))
    // A step that leaves what is known to hold the answer goes to its middle.
    if (low && high < 1 ? share <= low || share >= high : share >= 1) share = low && high < 1 ? (low + high) / 2 : 1
    else if (share >= high) share = high / 2
  }
  if (best) return { result: best, isOver: false }
  const { size, result } = encode(0)
  return { result, isOver: size > most }
}

/** The last sessions of the training data, to measure what a session loads. */
export function sampleSessions({ starts, items }: Interactions): number[][] {
  const sessions = starts.length - 1
  return Array.from({ length: Math.min(SAMPLE, sessions) }, (_, i) => {
    const session = sessions - 1 - i
    return [...items.subarray(starts[session], starts[session + 1])]
  })
}

function sampleRows({ ids, tables: { view } }: FittedModel): number[][] {
  const step = Math.max(1, Math.floor(ids.length / SAMPLE))
  const sessions: number[][] = []
  for (let item = 0; item < ids.length; item += step) {
    const row: number[] = []
    for (let pair = view.offsets[item]!; pair < view.offsets[item + 1]!; pair++) row.push(pair)
    row.sort((a, b) => view.weights[b]! - view.weights[a]! || a - b)
    sessions.push([item, ...row.slice(0, 2).map((pair) => view.items[pair]!)])
  }
  return sessions
}

const countPairs = ({ view, cart }: ReturnType<Prune>) => ({ view: view.items.length, cart: cart.items.length })

export const gzipBytes = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length
