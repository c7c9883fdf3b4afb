export interface Drafted {
  readonly item: number
  readonly team: 0 | 1 | undefined
}
export function draftTeams(a: readonly number[], b: readonly number[], length: number, coin: () => number): Drafted[] {
  const taken = new Set<number>()
  const out: Drafted[] = []
  const next = (l: readonly number[]) => l.find((i) => !taken.has(i))
  while (out.length < length) {
    const [x, y] = [next(a), next(b)]
    if (x === undefined && y === undefined) break
    if (x === y) {
      taken.add(x!)
      out.push({ item: x!, team: undefined })
      continue
    }
    const order: (0 | 1)[] = coin() < 0.5 ? [0, 1] : [1, 0]
    for (const team of order) {
      const item = next(team === 0 ? a : b)
      if (item === undefined || out.length >= length) continue
      taken.add(item)
      out.push({ item, team })
    }
  }
  return out
}
