import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draftTeams } from '../src/index.js'

const keyOf = (entry: string) => entry
const ids = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 20 })
const draft = (a: readonly string[], b: readonly string[], seed = 's', count = 12) =>
  draftTeams([a, b], { count, seed, keyOf })

describe('draftTeams', () => {
  it('repeats nothing, is as long as it can be, and takes each team’s picks in that team’s order', () => {
    fc.assert(
      fc.property(ids, ids, fc.string(), fc.integer({ min: 0, max: 25 }), (a, b, seed, count) => {
        const list = draft(a, b, seed, count)
        expect(new Set(list.map(({ entry }) => entry)).size).toBe(list.length)
        expect(list).toHaveLength(Math.min(count, new Set([...a, ...b]).size))
        for (const [team, source] of [a, b].entries()) {
          const picks = list.filter((each) => each.team === team).map(({ entry }) => source.indexOf(entry))
          expect(picks).toEqual([...picks].sort((x, y) => x - y))
          expect(picks).not.toContain(-1)
        }
      }),
    )
  })

  it('gives the teams as many picks each, but for a round that the end cuts', () => {
    fc.assert(
      fc.property(ids, ids, fc.string(), fc.integer({ min: 1, max: 25 }), (a, b, seed, count) => {
        const teams = draft(a, b, seed, count).map(({ team }) => team)
        const difference = Math.abs(teams.filter((t) => t === 0).length - teams.filter((t) => t === 1).length)
        expect(difference).toBeLessThanOrEqual(teams.length === count ? 1 : 0)
      }),
    )
  })

  it('gives the same list again by the same seed, and swaps credit where the lists are swapped', () => {
    expect(draft(['a', 'b', 'c'], ['c', 'd', 'a'])).toEqual(draft(['a', 'b', 'c'], ['c', 'd', 'a']))
    const seeds = Array.from({ length: 40 }, (_, i) => JSON.stringify(draft(['a', 'b'], ['c', 'd'], String(i))))
    expect(new Set(seeds).size).toBeGreaterThan(2)
  })

  it('credits nobody for equal lists, for a beginning that is equal, and for what one list alone still has', () => {
    expect(draft(['a', 'b'], ['a', 'b']).every(({ team }) => team === undefined)).toBe(true)
    const [first, second] = draft(['a', 'b', 'c'], ['a', 'c', 'b'])
    expect(first).toEqual({ entry: 'a', team: undefined })
    expect(second?.team).toBeDefined()
    expect(draft(['a', 'b', 'c'], []).map(({ team }) => team)).toEqual([undefined, undefined, undefined])
    expect(draft([], [])).toEqual([])
  })

  it('takes one of two forms of an article', () => {
    const list = draftTeams(
      [
        ['red-1', 'x-1'],
        ['red-2', 'y-1'],
      ],
      { count: 9, seed: 's', keyOf: (entry) => entry.split('-')[0]! },
    )
    expect(list.map(({ entry }) => entry.split('-')[0]).sort()).toEqual(['red', 'x', 'y'])
    expect(list[0]?.team).toBeUndefined()
  })

  it('is fair: a shopper who clicks by the place alone credits both teams alike', () => {
    // Lists that differ in the way that tempts a draft to be unfair: what one has second, the other has first.
    const a = ['a1', 'c', 'a2', 'b1', 'd', 'e', 'a3']
    const b = ['c', 'b1', 'e', 'b2', 'a2', 'a1', 'b3']
    const runs = 20_000
    let sum = 0
    let squares = 0
    for (let i = 0; i < runs; i++) {
      let credit = 0
      draft(a, b, `v${i}`, 7).forEach(({ team }, place) => {
        if (team !== undefined) credit += (team ? -1 : 1) / (place + 1)
      })
      sum += credit
      squares += credit * credit
    }
    const mean = sum / runs
    const error = Math.sqrt((squares / runs - mean * mean) / runs)
    expect(Math.abs(mean) / error).toBeLessThan(3)
  })
})
