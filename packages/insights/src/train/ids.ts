import type { NumericIds } from '@endcap/core'
import type { Columns } from './byte-columns.js'

/** How the ids of a model are written, in one file or in parts. */
export interface IdPlan {
  /** Writes the ids of these items into columns 0 to 6 and says how, or gives them as they are. */
  write(items: Uint32Array, columns: Columns): readonly string[] | NumericIds
}

/** Beyond this, a prefix is text as any other. */
const MOST_PREFIX = 256

/**
 * Ids that are one prefix and a number go into columns, as their distance to the lowest of them or, where the order of the
 * items brings near ids together, to the one before; any others stand in the header as they are.
 */
export function planIds(ids: readonly string[]): IdPlan {
  const numeric = readNumeric(ids)
  if (!numeric) return { write: (items) => Array.from(items, (item) => ids[item]!) }
  const { prefix, width, numbers } = numeric
  const near = costOf(steps(numbers)) < costOf(distances(numbers))
  return {
    write(items, columns) {
      const own = Float64Array.from(items, (item) => numbers[item]!)
      const from = near ? (own[0] ?? 0) : own.reduce((a, b) => Math.min(a, b), own[0] ?? 0)
      const values = near ? steps(own) : distances(own)
      const most = values.reduce((a, b) => Math.max(a, b), 0)
      for (const value of values) {
        for (let column = 0; 256 ** column <= most; column++) {
          columns.put(column, Math.floor(value / 256 ** column) % 256)
        }
      }
      return { prefix, width, from, near }
    },
  }
}

function readNumeric(ids: readonly string[]) {
  const prefix = /^\D*/.exec(ids[0] ?? '')![0]
  const digits = ids.map((id) => id.slice(prefix.length))
  const width = digits.some((text) => text.startsWith('0') && text.length > 1) ? digits[0]!.length : 0
  const numbers = Float64Array.from(digits, Number)
  const isNumeric =
    ids.length > 0 &&
    prefix.length <= MOST_PREFIX &&
    width <= MOST_PREFIX &&
    ids.every((id, i) => {
      const value = numbers[i]!
      return Number.isSafeInteger(value * 2) && value >= 0 && prefix + `${value}`.padStart(width, '0') === id
    })
  return isNumeric && { prefix, width, numbers }
}

/** From one number to the next: what is to be added, doubled; what is to be taken off, doubled and less 1. */
const steps = (numbers: Float64Array): Float64Array =>
  numbers.map((value, i) => {
    const step = value - (i ? numbers[i - 1]! : value)
    return step < 0 ? -2 * step - 1 : 2 * step
  })

function distances(numbers: Float64Array): Float64Array {
  const least = numbers.reduce((a, b) => Math.min(a, b), numbers[0] ?? 0)
  return numbers.map((value) => value - least)
}

/** Bits of the bytes, by the entropy of each column. */
function costOf(values: Float64Array): number {
  let bits = 0
  for (let column = 0; column < 7; column++) {
    const counts = new Float64Array(256)
    for (const value of values) counts[Math.floor(value / 256 ** column) % 256]!++
    for (const count of counts) if (count) bits -= count * Math.log2(count / values.length)
  }
  return bits
}
