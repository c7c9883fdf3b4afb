import { randomBytes } from 'node:crypto'

/** The events of one request: on their way to the disk, or there. */
export interface Keeping {
  /** Time of receipt in ms. */
  readonly at: number
  /** Resolves or rejects with the write; undefined once the events are kept. */
  done: Promise<unknown> | undefined
}

/** Remembers the ids of accepted events for a while. */
export interface DedupeWindow {
  /** What became of an id; undefined: new. */
  find(id: string): Keeping | undefined
  /** Notes a new id. Ids come in about the order of `at`. */
  set(id: string, keeping: Keeping): void
  /** Notes the ids of a batch, if all of them are new; false, and nothing done, if one is not, or stands in it twice. */
  claim(batch: readonly { readonly id: string }[], keeping: Keeping): boolean
  /** Takes back what could not be kept. */
  delete(id: string): void
  /** Notes an id that is kept. */
  add(id: string, at: number): void
  /** Whether an id is kept. */
  has(id: string): boolean
  /** Ids remembered now. */
  size(): number
}

/** Room for ids at first; a power of two. It doubles as needed. */
const FIRST_ROOM = 1024

/**
 * Creates a window that holds an id for `windowMs`, unless too many newer ids push it out: it holds at most the newest `maxCount`,
 * and those on their way to the disk.
 *
 * Ids stand in a ring in the order in which they came. A table of hashes with open addressing (Knuth, TAOCP 6.4, algorithms L and R)
 * leads to their places: most ids are new, and to see so takes one look into it, where a map of a million texts takes several into
 * memory that no cache holds. The hash begins with a number of this process alone, so that nobody can choose ids that meet.
 */
export function createDedupeWindow(windowMs: number, maxCount: number): DedupeWindow {
  const seed = randomBytes(4).readInt32LE()
  let mask = FIRST_ROOM - 1
  /** By place in the ring; undefined for one that was taken back. */
  let ids: (string | undefined)[] = Array(FIRST_ROOM).fill(undefined)
  let keepings: (Keeping | undefined)[] = Array(FIRST_ROOM).fill(undefined)
  let hashes = new Int32Array(FIRST_ROOM)
  /** Hash and place + 1 by turns, twice as many pairs as places; 0 for a pair that is free. */
  let table = new Int32Array(FIRST_ROOM * 4)
  /** The oldest number and the next one; the low bits of a number are its place. */
  let first = 0
  let next = 0
  let count = 0
  let batchHashes = new Int32Array(0)
  const foreseen = new Int32Array(1)

  function hashOf(id: string): number {
    // FNV-1a over letters, then the end of MurmurHash3.
    let hash = seed
    for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  }

  /** Where in the table an id stands, or would. */
  function seek(id: string, hash: number): number {
    const last = table.length - 1
    let at = (hash << 1) & last
    for (; table[at + 1] !== 0; at = (at + 2) & last) {
      if (table[at] === hash && ids[(table[at + 1] as number) - 1] === id) break
    }
    return at
  }

  function put(at: number, hash: number, place: number): void {
    table[at] = hash
    table[at + 1] = place + 1
  }

  /** Where in the table a place stands, or the first free pair on its way. */
  function seekPlace(hash: number, place: number): number {
    const last = table.length - 1
    let at = (hash << 1) & last
    while (table[at + 1] !== 0 && table[at + 1] !== place + 1) at = (at + 2) & last
    return at
  }

  function grow(): void {
    const [oldIds, oldKeepings, oldHashes, oldMask] = [ids, keepings, hashes, mask]
    const room = (mask + 1) * 2
    mask = room - 1
    ids = Array(room).fill(undefined)
    keepings = Array(room).fill(undefined)
    hashes = new Int32Array(room)
    table = new Int32Array(room * 4)
    for (let number = first; number < next; number++) {
      const [from, place] = [number & oldMask, number & mask]
      if (oldIds[from] === undefined) continue
      ids[place] = oldIds[from]
      keepings[place] = oldKeepings[from]
      const hash = (hashes[place] = oldHashes[from] as number)
      put(seekPlace(hash, place), hash, place)
    }
  }

  function insert(id: string, hash: number, at: number, keeping: Keeping): void {
    const isFull = next - first > mask
    if (isFull) grow()
    const place = next & mask
    next++
    ids[place] = id
    keepings[place] = keeping
    hashes[place] = hash
    put(isFull ? seekPlace(hash, place) : at, hash, place)
    count++
    forget(keeping.at - windowMs)
  }

  /** Frees a pair of the table: pairs behind it that would not be found any more move up. */
  function free(at: number): void {
    const last = table.length - 1
    let hole = at
    for (let from = (hole + 2) & last; table[from + 1] !== 0; from = (from + 2) & last) {
      const home = ((table[from] as number) << 1) & last
      // The hole lies on its way from home.
      if (((from - home) & last) < ((from - hole) & last)) continue
      table[hole] = table[from] as number
      table[hole + 1] = table[from + 1] as number
      hole = from
    }
    table[hole + 1] = 0
  }

  function clear(place: number): void {
    free(seekPlace(hashes[place] as number, place))
    ids[place] = undefined
    keepings[place] = undefined
    count--
  }

  function remove(id: string): void {
    const place = (table[seek(id, hashOf(id)) + 1] as number) - 1
    if (place >= 0) clear(place)
  }

  function forget(before: number): void {
    for (; first < next; first++) {
      const place = first & mask
      const keeping = keepings[place]
      if (keeping === undefined) continue
      if (keeping.done || (count <= maxCount && keeping.at >= before)) return
      clear(place)
    }
  }

  function find(id: string): Keeping | undefined {
    const place = table[seek(id, hashOf(id)) + 1] as number
    return place === 0 ? undefined : keepings[place - 1]
  }

  function note(id: string, hash: number, keeping: Keeping): boolean {
    const at = seek(id, hash)
    if (table[at + 1] !== 0) return false
    insert(id, hash, at, keeping)
    return true
  }

  /**
   * Looks where ids will be entered, and where the oldest stand that they push out. The table is larger than caches, and places in it are waited
   * for together here, where later each would be waited for alone.
   */
  function foresee(idsCount: number): void {
    const last = table.length - 1
    let met = 0
    for (let i = 0; i < idsCount; i++) met |= table[(((batchHashes[i] as number) << 1) & last) + 1] as number
    const until = count + idsCount > maxCount ? Math.min(first + idsCount, next) : first
    for (let number = first; number < until; number++)
      met |= table[(((hashes[number & mask] as number) << 1) & last) + 1] as number
    // Written down, so that engines do not leave the looking out.
    foreseen[0] = met
  }

  function claim(batch: readonly { readonly id: string }[], keeping: Keeping): boolean {
    if (batchHashes.length < batch.length) batchHashes = new Int32Array(batch.length)
    for (let i = 0; i < batch.length; i++) batchHashes[i] = hashOf((batch[i] as { id: string }).id)
    foresee(batch.length)
    for (let i = 0; i < batch.length; i++) {
      if (note((batch[i] as { id: string }).id, batchHashes[i] as number, keeping)) continue
      for (const { id } of batch.slice(0, i)) remove(id)
      return false
    }
    return true
  }

  function set(id: string, keeping: Keeping): void {
    const hash = hashOf(id)
    if (note(id, hash, keeping)) return
    // Known: it goes to the end.
    remove(id)
    note(id, hash, keeping)
  }

  return {
    find,
    set,
    claim,
    delete: remove,
    add: (id, at) => set(id, { at, done: undefined }),
    has(id) {
      const keeping = find(id)
      return keeping !== undefined && keeping.done === undefined
    },
    size: () => count,
  }
}
