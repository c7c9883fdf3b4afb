import type { StoredEvent } from '@endcap/core'
import { expect, test } from 'vitest'
import { analyseSegments, openWarehouseSource } from '../src/index.js'
import { eventOf, START_MS, warehouseOf } from './planted.js'

const DAY_MS = 86_400_000
const answer = (id: string, visitor: string, at: number, choice: string): StoredEvent =>
  eventOf(id, {
    type: 'survey_response',
    ts: START_MS + at * DAY_MS,
    visitor,
    session: `s-${visitor}`,
    survey: { survey: 'quiz', question: 'motive', type: 'choice', answers: [choice] },
  })

test('what people chose when they were asked is in the profile of their segment: the last answer, and no free words', async () => {
  const warehouse = await warehouseOf([
    answer('1', 'a', 0, 'price'),
    answer('2', 'a', 1, 'quality'),
    answer('3', 'b', 0, 'quality'),
    answer('4', 'c', 0, 'My name is Ann, and I live in York'),
    eventOf('5', { type: 'view_item', visitor: 'a', session: 's-a' }),
    eventOf('6', {
      type: 'purchase',
      visitor: 'd',
      session: 's-d',
      consent: { analytics: 'granted', personalization: 'denied' },
      order: { transactionId: 'A', value: 10, currency: 'EUR' },
    }),
  ])
  const source = await openWarehouseSource(warehouse)
  const { groups, people } = await analyseSegments(source, { k: 0 })
  const visitors = groups.find(({ by, segment }) => by === 'behaviour' && segment === 'visitor')
  expect(visitors?.people).toBe(3)
  expect(visitors?.profile.attributes).toEqual({ 'answer: motive': [{ name: 'quality', share: 1 }] })
  expect(people.map(({ person, consent, behaviour }) => [person, consent, behaviour])).toEqual([
    ['a', 1, 'visitor'],
    ['b', 1, 'visitor'],
    ['c', 1, 'visitor'],
    ['d', 0, 'new'],
  ])
  await source.close()
  warehouse.close()
})
