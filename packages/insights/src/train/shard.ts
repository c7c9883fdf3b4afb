import { gzipSync } from 'node:zlib'
import { type DirectoryHeader, fnv1a32, type ManifestHeader, type ShardHeader } from '@endcap/core'
import { encodeDirectory } from './directory.js'
import { assemble, codingOf, versionOf } from './encode.js'
import { planIds } from './ids.js'
import type { QuantisedModel, QuantisedTable } from './quantise.js'
import { createPartWriter } from './write-part.js'

/** A file to publish. */
export interface ModelFile {
  /** Beside the others. But for the manifest's, a name never stands for other bytes. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A model in many files. */
export interface ShardedModel {
  readonly manifest: ModelFile
  readonly files: readonly ModelFile[]
  readonly version: string
  /**
   * Bytes after gzip that a page fetches for a session that meets these ids, first to last: the manifest, each shard and
   * each directory file once, a directory file only where no shard that is there already knows the id.
   */
  bytesOfSession(ids: Iterable<string>): number
}

/** The name of the manifest, the one file that changes. */
export const MANIFEST_NAME = 'manifest.bin'
/** Ids of a directory file: about 1.3 kB. */
const DIRECTORY_IDS = 512
/** The most wanted items, which a manifest names so that there is something to show before a shard is there. */
const MANIFEST_ITEMS = 100
/** Shards are numbered in 16 bits. */
const MOST_SHARDS = 65_000
/** A small file is one block of gzip: more columns would only be longer lists. */
const SHARD_CLASSES = 2

/** Cuts a model into shards of about `shardBytes` after gzip, in model order, so that what is met together is loaded together. */
export function encodeSharded(model: QuantisedModel, shardBytes: number): ShardedModel {
  const { ids, tables } = model
  const shardOf = assignShards(model, shardBytes)
  const shards = 1 + (shardOf.at(-1) ?? -1)
  const idPlan = planIds(ids)
  const write = createPartWriter(model, idPlan, SHARD_CLASSES)
  const isNamed = new Uint8Array(ids.length)
  const parts = Array.from({ length: shards }, () => ({ from: 0, to: 0 }))
  shardOf.forEach((shard, item) => {
    if (parts[shard]!.to === 0) parts[shard]!.from = item
    parts[shard]!.to = item + 1
  })
  const written = parts.map(({ from, to }) => {
    const foreign: number[] = []
    for (const table of new Set<QuantisedTable>([tables.view, tables.cart])) {
      for (let pair = table.offsets[from]!; pair < table.offsets[to]!; pair++) {
        const item = table.items[pair]!
        if ((item >= from && item < to) || isNamed[item]) continue
        isNamed[item] = 1
        foreign.push(item)
      }
    }
    for (const item of foreign) isNamed[item] = 0
    const items = new Uint32Array(to - from + foreign.length)
    for (let item = from; item < to; item++) items[item - from] = item
    items.set(
      foreign.sort((a, b) => a - b),
      to - from,
    )
    return write({ items, home: to - from })
  })

  const directoryCount = Math.max(1, Math.ceil(ids.length / DIRECTORY_IDS))
  const lists = Array.from({ length: directoryCount }, () => ({ ids: [] as string[], shards: [] as number[] }))
  ids.forEach((id, item) => {
    const list = lists[fnv1a32(id) % directoryCount]!
    list.ids.push(id)
    list.shards.push(shardOf[item]!)
  })
  const directories = lists.map((list) => encodeDirectory(list.ids, list.shards))

  const wanted = Uint32Array.from(ids, (_, item) => item)
    .sort((a, b) => model.trendCodes[b]! - model.trendCodes[a]! || a - b)
    .slice(0, MANIFEST_ITEMS)
    .sort()
  const bare = createPartWriter(withoutPairs(model), idPlan, 1)({ items: wanted, home: wanted.length })
  const header: ManifestHeader = {
    version: '',
    ...model.info,
    ...bare.header,
    coding: codingOf(model),
    shards,
    directories: directoryCount,
    catalogue: ids.length,
  }
  const version = versionOf([
    assemble(header, bare.body),
    ...written.map(({ header, body }) => assemble(header, body)),
    ...directories.map(({ seed, body }) => assemble({ seed }, body)),
  ])
  const manifest = { name: MANIFEST_NAME, bytes: assemble({ ...header, version }, bare.body) }
  const shardFiles = written.map(({ header, body }, shard): ModelFile => {
    const own: ShardHeader = { version, shard, ...header }
    return { name: `${version}-s${shard}.bin`, bytes: assemble(own, body) }
  })
  const directoryFiles = directories.map(({ seed, body }, directory): ModelFile => {
    const own: DirectoryHeader = { version, directory, seed }
    return { name: `${version}-d${directory}.bin`, bytes: assemble(own, body) }
  })
  return {
    manifest,
    files: [...directoryFiles, ...shardFiles],
    version,
    bytesOfSession: createByteCounter(manifest, directoryFiles, shardFiles, ids, shardOf),
  }
}

/** The shard of each item. A part ends where its estimated bytes reach the aim. */
function assignShards({ ids, tables }: QuantisedModel, shardBytes: number): Uint16Array {
  const idBytes = planIds(ids).write(new Uint32Array(), {
    put() {},
    join: () => ({ lengths: [], bytes: new Uint8Array() }),
  })
  const each = Array.isArray(idBytes) ? 0.5 * (ids.reduce((sum, id) => sum + id.length + 3, 0) / (ids.length || 1)) : 2
  const cost = Float64Array.from(ids, (_, item) => {
    let pairs = 0
    for (const { offsets } of new Set([tables.view, tables.cart])) pairs += offsets[item + 1]! - offsets[item]!
    // About one foreign item to three pairs.
    return 3 + each + pairs * (1.5 + (1 + each) / 3)
  })
  const total = cost.reduce((a, b) => a + b, 0)
  const count = Math.max(1, Math.min(MOST_SHARDS, ids.length, Math.round(total / shardBytes)))
  const shardOf = new Uint16Array(ids.length)
  let sum = 0
  let shard = 0
  cost.forEach((value, item) => {
    // No shard stays empty: an item moves to the next one at most.
    if (item > 0 && sum / total >= (shard + 1) / count && shard < count - 1) shard++
    shardOf[item] = shard
    sum += value
  })
  return shardOf
}

function withoutPairs(model: QuantisedModel): QuantisedModel {
  const empty = (table: QuantisedTable): QuantisedTable => ({
    ...table,
    offsets: new Uint32Array(table.offsets.length),
    items: new Uint32Array(),
    weightCodes: new Uint8Array(),
  })
  const view = empty(model.tables.view)
  const isSame = model.tables.cart === model.tables.view
  return { ...model, tables: { view, cart: isSame ? view : empty(model.tables.cart) } }
}

function createByteCounter(
  manifest: ModelFile,
  directories: readonly ModelFile[],
  shards: readonly ModelFile[],
  ids: readonly string[],
  shardOf: Uint16Array,
): ShardedModel['bytesOfSession'] {
  const home = new Map(ids.map((id, item) => [id, shardOf[item]!]))
  const sizes = new Map<ModelFile, number>()
  const sizeOf = (file: ModelFile): number => {
    const size = sizes.get(file) ?? gzipSync(file.bytes, { level: 9 }).length
    sizes.set(file, size)
    return size
  }
  return (session) => {
    const fetched = new Set([manifest])
    for (const id of session) {
      const shard = home.get(id)
      if (shard !== undefined && fetched.has(shards[shard]!)) continue
      fetched.add(directories[fnv1a32(id) % directories.length]!)
      // An id that the model does not know may lead to any shard, or to none where its number is too high; the latter is counted.
      if (shard !== undefined) fetched.add(shards[shard]!)
    }
    return [...fetched].reduce((sum, file) => sum + sizeOf(file), 0)
  }
}
