import type { Schedule } from '@endcap/core'
import { describe, expect, it } from 'vitest'
import { isScheduled } from '../src/schedule.js'

const berlin = { zone: 'Europe/Berlin' } as const

describe('a schedule', () => {
  // 22 November 2026 is a Sunday; Berlin is an hour ahead of UTC, from 25 October on.
  const cases: [string, Schedule, string, boolean][] = [
    ['nothing said', {}, '2026-11-22T12:00Z', true],
    ['before its first day', { ...berlin, from: '2026-11-22' }, '2026-11-21T22:59:59Z', false],
    ['from its first midnight in the zone', { ...berlin, from: '2026-11-22' }, '2026-11-21T23:00:00Z', true],
    ['to the end of its last day', { ...berlin, to: '2026-11-22' }, '2026-11-22T22:59:59Z', true],
    ['after its last day', { ...berlin, to: '2026-11-22' }, '2026-11-22T23:00:00Z', false],
    ['from a time in the zone', { ...berlin, from: '2026-11-22T09:30' }, '2026-11-22T08:30:00Z', true],
    ['before a time in the zone', { ...berlin, from: '2026-11-22T09:30' }, '2026-11-22T08:29:59Z', false],
    ['not at the moment that ends it', { ...berlin, to: '2026-11-22T09:30' }, '2026-11-22T08:30:00Z', false],
    ['a moment with its offset, before', { ...berlin, from: '2026-11-22T09:30Z' }, '2026-11-22T09:29:59Z', false],
    ['a moment with its offset, then', { ...berlin, from: '2026-11-22T10:30+01:00' }, '2026-11-22T09:30:00Z', true],
    ['on its day', { ...berlin, days: ['sun'] }, '2026-11-22T12:00Z', true],
    ['on another day', { ...berlin, days: ['mon', 'sat'] }, '2026-11-22T12:00Z', false],
    ['on the next day in the zone', { ...berlin, days: ['mon'] }, '2026-11-22T23:00Z', true],
    ['in its hours', { ...berlin, hours: { from: '09:00', to: '18:00' } }, '2026-11-22T08:00Z', true],
    ['after its hours', { ...berlin, hours: { from: '09:00', to: '18:00' } }, '2026-11-22T17:00Z', false],
    ['to midnight', { ...berlin, hours: { from: '18:00', to: '24:00' } }, '2026-11-22T22:59:59Z', true],
    ['over midnight, before', { ...berlin, hours: { from: '22:00', to: '02:00' } }, '2026-11-22T21:00Z', true],
    ['over midnight, after', { ...berlin, hours: { from: '22:00', to: '02:00' } }, '2026-11-23T00:59Z', true],
    ['over midnight, by day', { ...berlin, hours: { from: '22:00', to: '02:00' } }, '2026-11-22T12:00Z', false],
    [
      'a night of the day on which it began',
      { ...berlin, days: ['sun'], hours: { from: '22:00', to: '02:00' } },
      '2026-11-23T00:00Z',
      true,
    ],
    [
      'not the night before',
      { ...berlin, days: ['sun'], hours: { from: '22:00', to: '02:00' } },
      '2026-11-22T00:00Z',
      false,
    ],
    [
      'the hour that the clocks show twice, first',
      { ...berlin, hours: { from: '02:00', to: '03:00' } },
      '2026-10-25T00:30Z',
      true,
    ],
    [
      'the hour that the clocks show twice, again',
      { ...berlin, hours: { from: '02:00', to: '03:00' } },
      '2026-10-25T01:30Z',
      true,
    ],
    ['in a zone that nobody knows', { zone: 'Moon/Base' }, '2026-11-22T12:00Z', false],
  ]
  it.each(cases)('%s', (_, schedule, now, is) => {
    expect(isScheduled(schedule, Date.parse(now))).toBe(is)
  })

  it('is the visitor’s own where no zone is said', () => {
    const now = new Date(2026, 10, 22, 9, 0).getTime()
    const hours = { from: '09:00', to: '09:01' }
    expect([isScheduled({ hours }, now), isScheduled({ hours }, now - 1), isScheduled({ hours }, now + 6e4)]).toEqual([
      true,
      false,
      false,
    ])
  })
})
