import type { Baskets } from './baskets.js'

/** How far to look. */
export interface ItemSetLimits {
  /** Sets that fewer baskets hold are left out. */
  readonly minCount: number
  /** Of a set. */
  readonly maxLength: number
  /** More sets than this are not kept: undefined is returned. */
  readonly budget: number
  /** Counts the sets only, which is all that `length` tells then. @default false */
  readonly countOnly?: boolean
}

/** Sets of items that many baskets hold, each with its count. Every part of a set is one too. */
export interface ItemSets {
  readonly length: number
  /** Codes of a set, ascending. */
  items(index: number): readonly number[]
  count(index: number): number
  /** By stratum of basket sizes. Undefined for sets of the greatest length. */
  bySize(index: number): Float64Array | undefined
  /** Undefined for a set that is not frequent. */
  find(codes: readonly number[]): number | undefined
}

interface Found {
  readonly codes: readonly number[]
  readonly count: number
  readonly bySize: Float64Array | undefined
}

/**
 * Finds the frequent sets depth first by occurrence delivery: one pass over the baskets of a set counts all that can extend it (Uno,
 * Kiyomi, Arimura: LCM 2004). What a branch needs is as large as its baskets.
 */
export function mineItemSets(baskets: Baskets, limits: ItemSetLimits): ItemSets | undefined {
  const { minCount, maxLength, budget, countOnly = false } = limits
  const { items, counts, offsets, codes, strata, sizes, bySize } = baskets
  const sets: Found[] = items.map((_, code) => ({ codes: [code], count: counts[code] as number, bySize: bySize[code] }))
  let total = sets.length
  const seen = Array.from({ length: maxLength }, () => new Uint32Array(items.length))

  /** False when there are too many. `ends` are the places in `codes` behind the prefix's last item, a basket each. */
  function extend(prefix: readonly number[], rows: Uint32Array, ends: Uint32Array): boolean {
    const depth = prefix.length
    const count = seen[depth] as Uint32Array
    const above = depth > 1 ? (seen[depth - 1] as Uint32Array) : undefined
    const touched: number[] = []
    for (let at = 0; at < rows.length; at++) {
      const end = offsets[rows[at]! + 1]!
      for (let place = ends[at]!; place < end; place++) {
        const code = codes[place]!
        // What does not go with the shorter prefix does not go with this one.
        if (above !== undefined && above[code]! < minCount) continue
        if (count[code]!++ === 0) touched.push(code)
      }
    }
    const extensions = touched.filter((code) => count[code]! >= minCount).sort((a, b) => a - b)
    total += extensions.length
    const isWithin = total <= budget && visit(prefix, rows, ends, extensions, count)
    for (const code of touched) count[code] = 0
    return isWithin
  }

  function visit(
    prefix: readonly number[],
    rows: Uint32Array,
    ends: Uint32Array,
    extensions: readonly number[],
    count: Uint32Array,
  ): boolean {
    if (prefix.length + 1 === maxLength) {
      if (!countOnly)
        for (const code of extensions) sets.push({ codes: [...prefix, code], count: count[code]!, bySize: undefined })
      return true
    }
    const starts = new Map<number, number>()
    let places = 0
    for (const code of extensions) {
      starts.set(code, places)
      places += count[code]!
    }
    const [nextRows, nextEnds] = [new Uint32Array(places), new Uint32Array(places)]
    const fill = new Map(starts)
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!
      const end = offsets[row + 1]!
      for (let place = ends[at]!; place < end; place++) {
        const slot = fill.get(codes[place]!)
        if (slot === undefined) continue
        nextRows[slot] = row
        nextEnds[slot] = place + 1
        fill.set(codes[place]!, slot + 1)
      }
    }
    for (const code of extensions) {
      const start = starts.get(code) as number
      const own = nextRows.subarray(start, start + count[code]!)
      const set = [...prefix, code]
      if (!countOnly) sets.push({ codes: set, count: own.length, bySize: countBySize(own, strata, sizes.length) })
      if (!extend(set, own, nextEnds.subarray(start, start + own.length))) return false
    }
    return true
  }

  const byItem = rowsByItem(baskets)
  for (let code = 0; maxLength > 1 && code < items.length; code++) {
    const { rows, ends } = byItem(code)
    if (!extend([code], rows, ends)) return undefined
  }
  let index: ReadonlyMap<string, number> | undefined
  const find = (set: readonly number[]): number | undefined => {
    if (set.length === 1) return set[0]
    index ??= new Map(sets.map(({ codes: own }, at) => [own.join(), at]))
    return index.get(set.join())
  }
  return {
    length: total,
    items: (at) => (sets[at] as Found).codes,
    count: (at) => (sets[at] as Found).count,
    bySize: (at) => (sets[at] as Found).bySize,
    find,
  }
}

function countBySize(rows: Uint32Array, strata: Uint8Array, length: number): Float64Array {
  const counts = new Float64Array(length)
  for (const row of rows) counts[strata[row]!]!++
  return counts
}

/** Of an item its baskets, and the places behind it. */
function rowsByItem({ items, offsets, codes }: Baskets): (code: number) => { rows: Uint32Array; ends: Uint32Array } {
  const starts = new Uint32Array(items.length + 1)
  for (const code of codes) starts[code + 1]!++
  for (let code = 0; code < items.length; code++) starts[code + 1]! += starts[code]!
  const fill = starts.slice()
  const [rows, ends] = [new Uint32Array(codes.length), new Uint32Array(codes.length)]
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let place = offsets[row]!; place < offsets[row + 1]!; place++) {
      const slot = fill[codes[place]!]!++
      rows[slot] = row
      ends[slot] = place + 1
    }
  }
  return (code) => ({
    rows: rows.subarray(starts[code], starts[code + 1]),
    ends: ends.subarray(starts[code], starts[code + 1]),
  })
}
