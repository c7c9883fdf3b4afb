import { stemOf } from './attributes.mjs'

/**
 * Gives stock codes that differ only by their last letter a common `groupId` (the digits), when the titles read as
 * variants of one thing: without colour, pattern and size words they end, or begin, with the same word.
 */
export function assignGroups(products) {
  const families = new Map()
  for (const product of products) {
    const base = product.id.slice(0, 5)
    families.set(base, [...(families.get(base) ?? []), product])
  }
  for (const [base, members] of families) {
    const lettered = members.filter((product) => product.id.length > 5)
    for (const product of lettered) {
      const stem = stemOf(product.title)
      const twins = lettered.filter((other) => other !== product && sameThing(stem, stemOf(other.title)))
      if (twins.length > 0) product.groupId = base
    }
  }
  return products
}

const sameThing = (a, b) => a.length > 0 && b.length > 0 && (a.at(-1) === b.at(-1) || a[0] === b[0])
