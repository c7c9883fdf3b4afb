import { EndcapError } from '@endcap/core'
import { createScorer, decodeModel } from '../src/index.js'
import { seal } from './model-file.js'

/** What became of the mutations of a file. */
export interface Fate {
  readonly refused: number
  readonly read: number
}

/** Reads a file of any kind; answers the model that came of it, or throws `model-damaged`. */
export type Read = (bytes: ArrayBuffer) => Parameters<typeof createScorer>[0]

/**
 * Damages a file in so many ways, half of them with a checksum that fits, and reads it. Throws when reading throws anything but
 * `model-damaged`, when what was read cannot be scored with, or when a row leads outside the model.
 */
export function mutate(file: ArrayBuffer, count: number, read: Read = decodeModel, seed = 1): Fate {
  const fate = { refused: 0, read: 0 }
  const random = createRandom(seed)
  for (let i = 0; i < count; i++) {
    const bytes = damage(file, random)
    let model: ReturnType<Read>
    try {
      model = read(i % 2 ? seal(bytes) : bytes)
    } catch (error) {
      if (!(error instanceof EndcapError && error.code === 'model-damaged')) throw error
      fate.refused++
      continue
    }
    fate.read++
    check(model)
  }
  return fate
}

function check(model: ReturnType<Read>): void {
  const { ids, tables, count, trend } = model
  if (count.length !== ids.length || trend.length !== ids.length) throw new Error('a column is short')
  for (const { offsets, items, weights } of Object.values(tables)) {
    const last = offsets.at(-1)!
    if (offsets.length !== ids.length + 1 || items.length !== last || weights.length !== last) throw new Error('a row')
    if (items.some((item) => item >= ids.length)) throw new Error('a neighbour outside the model')
  }
  const score = createScorer(model)
  for (let item = 0; item < Math.min(8, ids.length); item++) {
    for (const table of ['view', 'cart'] as const) {
      for (const { index } of score([item, -1, 0], { own: true, table }))
        if (!(index in ids)) throw new Error('an answer')
    }
  }
}

/** One to four flips, overwrites, cuts or insertions. Headers are text, so digits are put in at times. */
function damage(file: ArrayBuffer, random: (below: number) => number): ArrayBuffer {
  let bytes = new Uint8Array(file.slice(0))
  for (let times = 1 + random(4); times > 0 && bytes.length > 0; times--) {
    const at = random(bytes.length)
    const kind = random(8)
    if (kind === 0) bytes = bytes.slice(0, at)
    else if (kind === 1) bytes = Uint8Array.of(...bytes.subarray(0, at), random(256), ...bytes.subarray(at))
    else if (kind === 2) bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random(8)))
    else if (kind === 3) bytes[at] = 48 + random(10)
    else if (kind === 4) bytes.set(TEXTS[random(TEXTS.length)]!.subarray(0, bytes.length - at), at)
    else bytes[at]! ^= 1 << random(8)
  }
  return bytes.buffer as ArrayBuffer
}

const TEXTS = ['-1', '1e999', '4294967295', 'null', '[]', '{}', '""', '9e9,', '"ids"', ',0,'].map((text) =>
  new TextEncoder().encode(text),
)

/** Marsaglia's xorshift32: numbers from 0 on, below what is asked. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
