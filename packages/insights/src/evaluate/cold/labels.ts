import type { ItemTraits } from '../../train/read-items.js'

/** What stands for the categories of an item: these, else its attributes, else the words of its title; in lower case. */
export function labelsOf(traits: ItemTraits | undefined): readonly string[] {
  if (!traits) return []
  const { categories = [], attributes, title = '' } = traits
  const labels = categories.length > 0 ? categories : attributes
  const words = labels.length > 0 ? labels : (title.match(/[\p{L}\p{N}]{3,}/gu) ?? [])
  return [...new Set(words.map((word) => word.toLowerCase()))]
}

/** Items by label. */
export function holdersOf(labels: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const holders = new Map<string, number[]>()
  labels.forEach((own, item) => {
    for (const label of own) {
      const known = holders.get(label)
      if (known) known.push(item)
      else holders.set(label, [item])
    }
  })
  return holders
}
