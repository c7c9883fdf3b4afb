import {
  type DirectoryHeader,
  EndcapError,
  fnv1a32,
  hashToUnit,
  type ManifestHeader,
  MODEL_TABLES,
  type Model,
  type NeighbourTable,
  type ShardHeader,
  type TableName,
} from '@endcap/core'
import { type Part, readColumns } from './columns.js'
import { ensure, guarded, openFile } from './file.js'

/** How a sharded model loads and tells. */
export interface ShardedOptions {
  /** Files that are loaded side by side. @default 4 */
  readonly parallel?: number
  /** Shards that are kept; the one that was not asked for the longest goes first. @default 24 */
  readonly keep?: number
  /** Hears of each shard that has come, with all that is there now. */
  readonly onChange?: (model: Model) => void
  /** Hears once of each file, by its name, that failed to load (`network-failed`) or to decode (`model-damaged`); it is done without. */
  readonly onError?: (error: EndcapError, name: string) => void
}

/** Files that are remembered; a directory file is some 1.3 kB. */
const MOST_FILES = 200

/** A model that is loaded as far as it is needed. */
export interface ShardedModel {
  /** What is there: at first the most wanted items, without neighbours. Joined at the first question after shards have come. */
  readonly model: Model
  /** Loads the shards of these ids that are not there. Resolves when all have come or failed; never rejects. */
  want(ids: readonly string[]): Promise<void>
}

/**
 * Opens a sharded model on its manifest; `load` fetches a file that lies beside it. Throws `model-damaged` for the manifest only.
 * Scores of an item whose shard is there are those of the whole model.
 */
export function createShardedModel(
  manifest: ArrayBuffer,
  load: (name: string) => Promise<ArrayBuffer>,
  { parallel = 4, keep = 24, onChange, onError }: ShardedOptions = {},
): ShardedModel {
  const [header, base] = guarded((at) => {
    const { header, body } = openFile<ManifestHeader>(manifest, at)
    const part = readColumns(header, header.coding, header, body, at)
    at('shards')
    ensure(header.shards >= 0 && header.directories > 0)
    return [header, part]
  })
  const { version, coding, shards, directories } = header
  /** Undefined while shards that have come are not joined. */
  let model: Model | undefined = base
  /** By number, the one asked for last at the end. */
  const parts = new Map<number, Part>()
  /** Files under way and files that are done, by name; a failed one is not asked for again. */
  const files = new Map<string, Promise<unknown>>()
  const waiting: (() => void)[] = []
  let running = 0

  const joined = (): Model => {
    model ??= merge(base, [...parts.values()])
    return model
  }

  /** Loads and reads a file, unless it is under way or has failed. */
  function fetched<Result>(name: string, read: (bytes: ArrayBuffer) => Result): Promise<Result | undefined> {
    const known = files.get(name)
    if (known) return known as Promise<Result | undefined>
    const file = (async () => {
      if (running >= parallel) await new Promise<void>((go) => waiting.push(go))
      running++
      try {
        let bytes: ArrayBuffer
        try {
          bytes = await load(name)
        } catch (cause) {
          throw new EndcapError('network-failed', name, cause)
        }
        return read(bytes)
      } catch (error) {
        onError?.(error as EndcapError, name)
        return undefined
      } finally {
        running--
        waiting.shift()?.()
      }
    })()
    files.set(name, file)
    // The oldest are forgotten, a failed one then asked for again: a long session must not fill the memory.
    for (const oldest of files.keys()) if (files.size > MOST_FILES) files.delete(oldest)
    return file
  }

  const findShard = (id: string): Promise<number | undefined> => {
    const number = fnv1a32(id) % directories
    return fetched(`${version}-d${number}.bin`, (bytes) =>
      guarded((at) => {
        const { header, body } = openFile<DirectoryHeader>(bytes, at)
        at('directory')
        const length = body.length / 6
        ensure(header.version === version && header.directory === number && Number.isInteger(length))
        return (id: string) =>
          [0, 1, 2].reduce((shard, table) => {
            const entry = 2 * (table * length + Math.floor(hashToUnit(`${header.seed}-${table}`, id) * length))
            return shard ^ (body[entry]! | (body[entry + 1]! << 8))
          }, 0)
      }),
    ).then((find) => find?.(id))
  }

  const loadShard = (number: number): Promise<void> => {
    const name = `${version}-s${number}.bin`
    return fetched(name, (bytes) => {
      const part = guarded((at) => {
        const { header, body } = openFile<ShardHeader>(bytes, at)
        at('shard')
        ensure(header.version === version && header.shard === number)
        return readColumns(header, coding, base.header, body, at)
      })
      parts.set(number, part)
      for (const [oldest] of parts) {
        if (parts.size <= keep) break
        parts.delete(oldest)
        files.delete(`${version}-s${oldest}.bin`)
      }
      model = undefined
      onChange?.(joined())
    }) as Promise<void>
  }

  const wantOne = async (id: string): Promise<void> => {
    for (const [number, part] of parts) {
      if ((part.indexOf(id) ?? part.home) < part.home) {
        parts.delete(number)
        parts.set(number, part)
        return
      }
    }
    const number = await findShard(id)
    if (number !== undefined && number < shards) await loadShard(number)
  }

  return {
    get model() {
      return joined()
    },
    async want(ids) {
      await Promise.all(ids.map(wantOne))
    },
  }
}

/** One model of what is there. An item's rows come from its home; the others know its id and count only. */
function merge(base: Part, parts: readonly Part[]): Model {
  const index = new Map<string, number>()
  const count: number[] = []
  const trend: number[] = []
  const homes: { part: Part; item: number; places: Uint32Array }[] = []
  for (const part of [base, ...parts]) {
    const places = new Uint32Array(part.ids.length)
    part.ids.forEach((id, item) => {
      let place = index.get(id)
      if (place === undefined) {
        place = index.size
        index.set(id, place)
        count.push(part.count[item]!)
        trend.push(0)
      }
      places[item] = place
      if (item < part.home) {
        trend[place] = part.trend[item]!
        homes[place] = { part, item, places }
      }
    })
  }
  const join = (name: TableName): NeighbourTable => {
    const offsets = new Uint32Array(index.size + 1)
    for (let place = 0; place < index.size; place++) {
      const { part, item } = homes[place] ?? { part: base, item: base.ids.length }
      const own = part.tables[name].offsets
      offsets[place + 1] = offsets[place]! + (item < part.home ? own[item + 1]! - own[item]! : 0)
    }
    const items = new Uint32Array(offsets[index.size]!)
    const weights = new Float32Array(items.length)
    homes.forEach(({ part, item, places }, place) => {
      const own = part.tables[name]
      const from = own.offsets[item]!
      for (let pair = from; pair < own.offsets[item + 1]!; pair++) {
        items[offsets[place]! + pair - from] = places[own.items[pair]!]!
        weights[offsets[place]! + pair - from] = own.weights[pair]!
      }
    })
    return { offsets, items, weights }
  }
  const [view, cart] = MODEL_TABLES.map(join) as [NeighbourTable, NeighbourTable]
  const ids = [...index.keys()]
  return {
    header: { ...base.header, items: index.size },
    ids,
    idOf: (place) => ids[place]!,
    indexOf: (id) => index.get(id),
    count: Uint32Array.from(count),
    trend: Float32Array.from(trend),
    tables: { view, cart },
  }
}
