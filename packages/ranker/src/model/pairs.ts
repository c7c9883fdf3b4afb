import type { NeighbourTable, TableCoding } from '@endcap/core'
import { ensure } from './file.js'

/** Columns within a table, by what they hold; see `@endcap/core`'s `model.ts`. */
const [FIRST_GAPS, GAPS, CODES, LONE_CODES, FURTHER, FURTHER_CODES] = [16, 17, 18, 34, 35, 36]

/** What a table is read from. Loops over it have numbers and arrays of their own only: a browser runs those fast from the first file on. */
export interface TableFile {
  readonly body: Uint8Array
  /** Where each column begins and ends, and the table's first. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly first: number
  readonly items: number
  readonly home: number
  /** Pairs that the header tells. */
  readonly total: number
  /** Class by home item. */
  readonly classes: Uint8Array
  readonly coding: TableCoding
}

/** The pairs of a table, each at the lesser of its items: those of home item i end at `ends[i]`. */
export interface Pairs {
  readonly ends: Uint32Array
  readonly targets: Uint16Array | Uint32Array
}

/** Reads where pairs lead. Throws unless each column is as long as what it must hold; +36 aside, whose bytes may say anything. */
export function readPairs({ body, starts, ends, first, items, home, total, classes }: TableFile): Pairs {
  const rowEnds = new Uint32Array(home)
  const targets = items > 65536 ? new Uint32Array(total) : new Uint16Array(total)
  /** Where columns +0 to +15 and +18 to +33 are read next. */
  const lengthAt = starts.slice(first, first + 16)
  const codeAt = starts.slice(first + CODES, first + LONE_CODES)
  let firstAt = starts[first + FIRST_GAPS]!
  let gapAt = starts[first + GAPS]!
  let loneAt = starts[first + LONE_CODES]!
  let furtherAt = starts[first + FURTHER]!
  let pair = 0
  for (let item = 0; total && item < home; item++) {
    const kind = classes[item]!
    let length = body[lengthAt[kind]!++]!
    if (length > 191) {
      const low = body[furtherAt++]!
      if (length < 255) length = (length - 192) * 256 + low + 192
      else length = body[furtherAt++]! * 65536 + body[furtherAt++]! * 256 + low
    }
    const from = pair
    const until = pair + length
    ensure(until <= total)
    let other = item - 1
    while (pair < until) {
      let gap = pair > from ? body[gapAt++]! : body[firstAt++]!
      if (gap > 191) {
        const low = body[furtherAt++]!
        if (gap < 255) gap = (gap - 192) * 256 + low + 192
        else gap = body[furtherAt++]! * 65536 + body[furtherAt++]! * 256 + low
      }
      targets[pair++] = other += gap + 1
    }
    ensure(other < items)
    let lone = length && targets[from] === item ? 1 : 0
    for (let at = until; --at >= from && targets[at]! >= home; ) lone++
    loneAt += lone
    codeAt[kind]! += length - lone
    rowEnds[item] = until
  }
  ensure(pair === total && firstAt === ends[first + FIRST_GAPS] && gapAt === ends[first + GAPS])
  ensure(loneAt === ends[first + LONE_CODES] && furtherAt === ends[first + FURTHER])
  for (let kind = 0; kind < 16; kind++) {
    ensure(lengthAt[kind] === ends[first + kind] && codeAt[kind] === ends[first + CODES + kind])
  }
  return { ends: rowEnds, targets }
}

/** Gives each item its neighbours of both directions, weighed by its trend code: what leads back comes from lesser items, in their order, so rows rise. */
export function joinRows({ ends, targets }: Pairs, file: TableFile, trends: Uint8Array): NeighbourTable {
  const { body, starts, first, items, home, total, classes, coding } = file
  const thereOf = new Uint8Array(256)
  const backOf = new Uint8Array(256)
  for (let code = 0; code < coding.codes.length; code++) (code % 2 ? backOf : thereOf)[code >> 1] = coding.codes[code]!
  const there = new Uint8Array(total)
  const back = new Uint8Array(total)
  const codeAt = starts.slice(first + CODES, first + LONE_CODES)
  let loneAt = starts[first + LONE_CODES]!
  let furtherAt = starts[first + FURTHER_CODES]!
  const offsets = new Uint32Array(items + 1)
  for (let item = 0, pair = 0; item < home; item++) {
    const end = ends[item]!
    let at = codeAt[classes[item]!]!
    let degree = 0
    for (; pair < end; pair++) {
      const other = targets[pair]!
      let forth = 0
      let inReturn = 0
      if (other === item || other >= home) forth = body[loneAt++]!
      else {
        const code = body[at++]!
        if (code < 255) {
          forth = thereOf[code]!
          inReturn = backOf[code]!
        } else {
          forth = body[furtherAt++]!
          inReturn = body[furtherAt++]!
        }
      }
      if (forth) {
        there[pair] = forth
        degree++
      }
      if (inReturn) {
        back[pair] = inReturn
        offsets[other + 1]!++
      }
    }
    codeAt[classes[item]!] = at
    offsets[item + 1]! += degree
  }
  for (let item = 0; item < items; item++) offsets[item + 1]! += offsets[item]!

  const weightOf = new Float64Array(256)
  const factorOf = new Float64Array(256)
  weightOf.set(coding.scale)
  factorOf.set(coding.rows)
  const free = offsets.slice()
  const neighbours = items > 65536 ? new Uint32Array(offsets[items]!) : new Uint16Array(offsets[items]!)
  const weights = new Float32Array(neighbours.length)
  for (let item = 0, pair = 0; item < home; item++) {
    const end = ends[item]!
    const factor = factorOf[trends[item]!]!
    let place = free[item]!
    for (; pair < end; pair++) {
      const other = targets[pair]!
      if (there[pair]) {
        neighbours[place] = other
        weights[place++] = weightOf[there[pair]!]! * factor
      }
      if (back[pair]) {
        const backPlace = free[other]!++
        neighbours[backPlace] = item
        weights[backPlace] = weightOf[back[pair]!]! * factorOf[trends[other]!]!
      }
    }
  }
  return { offsets, items: neighbours, weights }
}
