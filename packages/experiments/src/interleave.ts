import { bucketOf } from './bucket.js'

/** An entry of a drafted list with the team that picked it: 0 or 1, undefined where it is credited to neither. */
export interface Drafted<T> {
  readonly entry: T
  readonly team: 0 | 1 | undefined
}

/** How lists are drafted. */
export interface DraftOptions<T> {
  /** Most entries. */
  readonly count: number
  /** What the coin is thrown by: the same seed gives the same list. */
  readonly seed: string
  /** Entries of one key are the same to the shopper, and only one of them is taken. */
  keyOf(entry: T): string
}

/**
 * Team draft (Radlinski, Kurup, Joachims, CIKM 2008): each round a coin says which team picks first, and each picks the best of its list that is
 * not taken. Where both would begin a round with the same entry, it is taken for neither team and the round begins anew; so is all that
 * is left once one list has nothing more. Rounds are whole and coins are fair, so chance clicks credit both teams alike.
 */
export function draftTeams<T>(lists: readonly [readonly T[], readonly T[]], options: DraftOptions<T>): Drafted<T>[] {
  const { count, seed, keyOf } = options
  const taken = new Set<string>()
  const drafted: Drafted<T>[] = []
  const places: [number, number] = [0, 0]
  /** The best of a team's list that is not taken. */
  const top = (team: 0 | 1): T | undefined => {
    const list = lists[team]
    while (places[team] < list.length && taken.has(keyOf(list[places[team]]!))) places[team]++
    return list[places[team]]
  }
  const take = (entry: T, team?: 0 | 1) => {
    if (drafted.length >= count) return
    taken.add(keyOf(entry))
    drafted.push({ entry, team })
  }
  for (let round = 0; drafted.length < count; round++) {
    const first = bucketOf(`${seed}:${round}`, '')! < 0.5 ? 0 : 1
    const second = first ? 0 : 1
    const [mine, other] = [top(first), top(second)]
    if (mine === undefined && other === undefined) break
    if (mine === undefined || other === undefined || keyOf(mine) === keyOf(other)) {
      take((mine ?? other)!)
      continue
    }
    take(mine, first)
    take(other, second)
  }
  return drafted
}
