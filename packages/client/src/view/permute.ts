import { hadRecentInput } from './input.js'
import { isInSight } from './layout.js'

/**
 * The order that comes closest to `wanted` while the `fixed` ids keep their positions: the others take the free
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

/**
 * The cards of a list that must stay where they are: none when nothing could be seen to move, or it would be the answer to the
 * shopper's own input (`watchInput`); else all that are not below the window.
 */
export function findFixed<Card extends Element>(list: Element, cards: readonly Card[]): readonly Card[] {
  return isInSight(list) && !hadRecentInput()
    ? cards.filter((card) => card.getBoundingClientRect().top < innerHeight)
    : []
}
