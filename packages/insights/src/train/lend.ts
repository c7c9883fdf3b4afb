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

/** A part of what an item without a visit borrows; the shares of an item add up to 1. */
interface Share {
  readonly item: number
  readonly share: number
}

/**
 * Gives items without a visit neighbours, in both directions, as if they were met like the ten that are most alike in content: in
 * every row they weigh the mean of what those weigh there, and their row is the mean of those rows, both by likeness. What
 * `rows` say of them already stays. At most `most` neighbours a row. Without such items, or content, the rows as they are.
 */
export function lendToUnseen(
  rows: NeighbourRows,
  content: NeighbourRows | undefined,
  counts: ArrayLike<number>,
  most: number,
): NeighbourRows {
  const lenders = content && findLenders(content, counts)
  if (!lenders || lenders.size === 0) return rows
  const borrowers = turnRound(lenders)
  // In two passes, so that a new item does not search what its lenders have found.
  const named = addTo(rows, most, (item, add) => {
    if (!(counts[item]! > 0)) return
    for (let pair = rows.offsets[item]!; pair < rows.offsets[item + 1]!; pair++) {
      for (const borrower of borrowers.get(rows.items[pair]!) ?? [])
        add(borrower.item, borrower.share * rows.weights[pair]!)
    }
  })
  return addTo(named, most, (item, add) => {
    for (const lender of lenders.get(item) ?? []) {
      for (let pair = named.offsets[lender.item]!; pair < named.offsets[lender.item + 1]!; pair++) {
        if (named.items[pair] !== item) add(named.items[pair]!, lender.share * named.weights[pair]!)
      }
    }
  })
}

/** Rows with what `more` adds to each, in order again, the heaviest `most` kept. */
function addTo(
  rows: NeighbourRows,
  most: number,
  more: (item: number, add: (other: number, weight: number) => void) => void,
): NeighbourRows {
  const { offsets } = rows
  const count = offsets.length - 1
  const writer = createRowWriter(count)
  for (let item = 0; item < count; item++) {
    writer.addPairs(rows, offsets[item]!, offsets[item + 1]!, 1)
    more(item, writer.add)
    writer.close(most)
  }
  return writer.finish()
}

/** By item without a visit: the visited ones most like it. */
function findLenders({ offsets, items, weights }: NeighbourRows, counts: ArrayLike<number>): Map<number, Share[]> {
  const lenders = new Map<number, Share[]>()
  for (let item = 0; item + 1 < offsets.length; item++) {
    if (counts[item]! > 0) continue
    const found: Share[] = []
    for (let pair = offsets[item]!; pair < offsets[item + 1]! && found.length < LENDERS; pair++) {
      if (counts[items[pair]!]! > 0) found.push({ item: items[pair]!, share: weights[pair]! })
    }
    const sum = found.reduce((total, { share }) => total + share, 0)
    if (sum === 0) continue
    lenders.set(
      item,
      found.map((lender) => ({ item: lender.item, share: lender.share / sum })),
    )
  }
  return lenders
}

/** By visited item: those that borrow from it. */
function turnRound(lenders: ReadonlyMap<number, readonly Share[]>): Map<number, Share[]> {
  const borrowers = new Map<number, Share[]>()
  for (const [item, found] of lenders) {
    for (const { item: lender, share } of found) {
      if (!borrowers.get(lender)?.push({ item, share })) borrowers.set(lender, [{ item, share }])
    }
  }
  return borrowers
}
