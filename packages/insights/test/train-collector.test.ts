import { describe, expect, it } from 'vitest'
import { createCollector } from '../src/train/collector.js'
import { createColumn } from '../src/train/growing-column.js'
import { withoutNames } from '../src/train/interactions.js'
import { createNumbering } from '../src/train/numbering.js'
import { seeded } from './train-data.js'

const AUTO = { timeUnit: 'auto', kind: 'auto' } as const

describe('createColumn', () => {
  it('keeps what came, in order, past any growth', () => {
    const column = createColumn(Float64Array)
    for (let i = 0; i < 5000; i++) column.push(i / 2)
    expect(column.length).toBe(5000)
    expect([...column.values()]).toEqual(Array.from({ length: 5000 }, (_, i) => i / 2))
  })
})

describe('createNumbering', () => {
  it('numbers names as they come, those given first, whatever one Map takes', () => {
    for (const mostKeys of [1, 3, 1000]) {
      const numbering = createNumbering(['x', 'y'], mostKeys)
      expect(['a', 'x', 'b', 'a', 'c', 'y', 'b', 'c'].map(numbering.of)).toEqual([2, 0, 3, 2, 4, 1, 3, 4])
      expect(numbering.names).toEqual(['x', 'y', 'a', 'b', 'c'])
    }
  })
  it('gives a number under a name that is not found again', () => {
    const numbering = createNumbering()
    expect([numbering.add(''), numbering.add(''), numbering.of('')]).toEqual([0, 1, 2])
  })
})

describe('createCollector', () => {
  it('groups and orders rows as sorting them all would', () => {
    const random = seeded(3)
    const rows = Array.from({ length: 3000 }, (_, row) => ({
      session: `${Math.floor(random() * 200)}`,
      item: `${Math.floor(random() * 50)}`,
      ts: Math.floor(random() * 1000),
      row,
    }))
    const collector = createCollector()
    for (const row of rows) collector.add(row)
    const { ids, items, ts, starts, sessionIds } = collector.finish(AUTO)
    const first = new Map<string, number>()
    for (const { session } of rows) if (!first.has(session)) first.set(session, first.size)
    const sorted = rows.toSorted(
      (a, b) => first.get(a.session)! - first.get(b.session)! || a.ts - b.ts || a.row - b.row,
    )
    expect([...items].map((item) => ids[item])).toEqual(sorted.map(({ item }) => item))
    expect([...ts]).toEqual(sorted.map((row) => row.ts))
    expect(sessionIds).toEqual([...first.keys()])
    sessionIds!.forEach((session, s) => {
      expect(sorted.slice(starts[s], starts[s + 1]).every((row) => row.session === session)).toBe(true)
    })
  })
  it('takes a session for its visitor where none is named', () => {
    const collector = createCollector()
    for (const [session, visitor] of [['a', 'x'], ['b'], ['c', 'x'], ['d', ''], ['x'], ['b', 'x']] as const)
      collector.add({ session, item: 'i', ...(visitor !== undefined && { visitor }) })
    const data = collector.finish(AUTO)
    expect(collector.count).toBe(0)
    expect([...data.visitors]).toEqual([0, 1, 0, 2, 3])
    expect(data.visitorIds).toEqual(['x', '', '', ''])
    expect(withoutNames(data)).not.toHaveProperty('sessionIds')
    expect(withoutNames(data).visitors).toBe(data.visitors)
  })
})
