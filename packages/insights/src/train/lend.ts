import type { Interactions } from './interactions.js'
import type { ItemTraits } from './read-items.js'
import { createRowWriter, type NeighbourRows } from './rows.js'

/**
 * An item that nobody has met yet borrows from so many that are most like it. On validation cuts of amazon-beauty with a
 * tenth of its items hidden, 5, 10 and 20 found alike; the more there are, the less is taken from the items that are known.
 */
const LENDERS = 10

/** The data with the items of the catalogue that have no row yet numbered after the others, in the catalogue's order. */
export function withCatalogue(data: Interactions, traits: ReadonlyMap<string, ItemTraits> | undefined): Interactions {
  if (!traits) return data
  const known = new Set(data.ids)
  const more = [...traits.keys()].filter((id) => !known.has(id))
  return more.length > 0 ? { ...data, ids: [...data.ids, ...more] } : data
}

/**
 * Gives items without a visit neighbours, in both directions, as if they were met like the ten that are most alike in content: their
 * row is the mean of those rows, and in every row they weigh the mean of what those weigh there, both by likeness. What
 * `rows` say of them already stays. At most `most` neighbours a row. Without such items, or content, the rows as they are.
 */
export function lendToUnseen(
  rows: NeighbourRows,
  content: NeighbourRows | undefined,
  counts: ArrayLike<number>,
  most: number,
): NeighbourRows {
  const { offsets, items, weights } = rows
  const count = offsets.length - 1
  const lenders = content && findLenders(content, counts)
  if (!lenders || lenders.size === 0) return rows
  const borrowers = new Map<number, { readonly item: number; readonly share: number }[]>()
  for (const [item, found] of lenders) {
    for (const { item: lender, share } of found) {
      const known = borrowers.get(lender)
      if (known) known.push({ item, share })
      else borrowers.set(lender, [{ item, share }])
    }
  }
  const sums = new Float64Array(count)
  const writer = createRowWriter(count)
  for (let item = 0; item < count; item++) {
    const found: number[] = []
    const add = (other: number, weight: number): void => {
      if (other === item && !(counts[item]! > 0)) return
      if (sums[other] === 0) found.push(other)
      sums[other]! += weight
    }
    const addRow = (row: number, share: number): void => {
      for (let pair = offsets[row]!; pair < offsets[row + 1]!; pair++) {
        const [other, weight] = [items[pair]!, share * weights[pair]!]
        add(other, weight)
        for (const borrower of borrowers.get(other) ?? []) {
          if (borrower.item !== item) add(borrower.item, borrower.share * weight)
        }
      }
    }
    addRow(item, 1)
    for (const { item: lender, share } of lenders.get(item) ?? []) addRow(lender, share)
    const touched = found.slice()
    writer.close(found, sums, most)
    for (const other of touched) sums[other] = 0
  }
  return writer.finish()
}

/** By item without a visit: the visited ones most like it, with shares that add up to 1. */
function findLenders({ offsets, items, weights }: NeighbourRows, counts: ArrayLike<number>) {
  const lenders = new Map<number, readonly { readonly item: number; readonly share: number }[]>()
  for (let item = 0; item + 1 < offsets.length; item++) {
    if (counts[item]! > 0) continue
    const found: { item: number; share: number }[] = []
    for (let pair = offsets[item]!; pair < offsets[item + 1]! && found.length < LENDERS; pair++) {
      if (counts[items[pair]!]! > 0) found.push({ item: items[pair]!, share: weights[pair]! })
    }
    const sum = found.reduce((total, { share }) => total + share, 0)
    if (sum > 0)
      lenders.set(
        item,
        found.map((lender) => ({ item: lender.item, share: lender.share / sum })),
      )
  }
  return lenders
}
