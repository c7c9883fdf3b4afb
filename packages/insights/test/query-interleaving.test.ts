import type { Experiment, StoredEvent } from '@endcap/core'
import { expect, test } from 'vitest'
import { queryInterleaving, readInterleaving } from '../src/index.js'
import { DAY_MS, eventOf, START_MS, warehouseOf } from './planted.js'

const experiment: Experiment = {
  id: 'rank',
  placement: 'row',
  interleave: true,
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'fresh', weight: 0.5, set: { strategy: ['recent'] } },
  ],
}

let count = 0
const exposure = (visitor: string, variant = 'interleaved', more: Partial<StoredEvent> = {}): StoredEvent =>
  eventOf(`x${++count}`, { type: 'experiment_exposure', visitor, experiments: { rank: variant }, ...more })

/** A click on an item that a team picked; without a team it is neutral. */
const click = (visitor: string, item_id: string, team?: string, request = 'r'): StoredEvent =>
  eventOf(`c${++count}`, {
    type: 'select_item',
    visitor,
    items: [{ item_id, ...(team !== undefined && { team }) }],
    list: {
      placement: 'row',
      requestId: `${visitor}-${request}`,
      widget: 'row',
      experiment: 'rank',
      variant: 'interleaved',
    },
  })

test('credits each visitor once, by the items he chose', async () => {
  const warehouse = await warehouseOf([
    exposure('a'),
    exposure('a', 'interleaved', { ts: START_MS + DAY_MS }),
    click('a', 'i1', 'fresh'),
    // The same item of the same list again is the same choice.
    click('a', 'i1', 'fresh'),
    click('a', 'i2', 'fresh', 'r2'),
    click('a', 'i3', 'control', 'r3'),
    exposure('b'),
    click('b', 'i1', 'control'),
    exposure('c'),
    click('c', 'i9'),
    exposure('d'),
    click('d', 'i1', 'fresh'),
    click('d', 'i2', 'control'),
  ])
  const sums = await queryInterleaving(warehouse, { experiment })
  expect(sums).toMatchObject({
    exposed: 4,
    credited: 3,
    prefers: { control: 1, test: 1, neither: 1 },
    clicks: { control: 3, test: 3, neutral: 1 },
    span: { fromMs: START_MS, toMs: START_MS + DAY_MS + 1 },
  })
  expect(sums.sum).toBeCloseTo(1 / 3 - 1, 12)
  expect(sums.sumSquares).toBeCloseTo(1 / 9 + 1, 12)
  expect(readInterleaving(sums, ['control', 'fresh'])).toMatchObject({ state: 'early', signP: 1 })
})

test('leaves out programs, visitors of another variant, and clicks on other lists', async () => {
  const warehouse = await warehouseOf([
    exposure('a', 'interleaved', { bot: 'user-agent' }),
    click('a', 'i1', 'fresh'),
    exposure('b'),
    exposure('b', 'fresh'),
    click('b', 'i1', 'fresh'),
    exposure('c'),
    { ...click('c', 'i1', 'fresh'), list: { placement: 'row', requestId: 'q', widget: 'row' } },
    click('never-exposed', 'i1', 'fresh'),
  ])
  expect(await queryInterleaving(warehouse, { experiment })).toMatchObject({ exposed: 1, credited: 0, sum: 0 })
})

test('nobody exposed is an empty result', async () => {
  const sums = await queryInterleaving(await warehouseOf([]), { experiment })
  expect(readInterleaving(sums, ['control', 'fresh'])).toMatchObject({ state: 'empty', exposed: 0, span: undefined })
})
