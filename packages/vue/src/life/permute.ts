/**
 * The order that comes closest to `wanted` while the entries at the `fixed` positions stay: the others take the free
 * positions in wanted order. Ids of `wanted` that are not in `current` are left out; ids that it lacks come last, as they were.
 */
export function permute(
  current: readonly string[],
  wanted: readonly string[],
  fixed: ReadonlySet<string>,
): readonly string[] {
  const rank = new Map(wanted.map((id, i) => [id, i]))
  const rankOf = (id: string) => rank.get(id) ?? wanted.length
  const free = current.filter((id) => !fixed.has(id)).sort((a, b) => rankOf(a) - rankOf(b))
  let next = 0
  return current.map((id) => (fixed.has(id) ? id : (free[next++] as string)))
}
