import type { Schedule } from '@endcap/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isScheduled } from '../src/schedule.js'
import { scheduleChange, scheduleEnd } from '../src/schedule-end.js'

const HOUR_MS = 36e5
const at = (text: string) => Date.parse(text)
// A Friday.
const NOW = at('2026-11-27T10:00Z')

it.each<[string, Schedule, string | undefined]>([
  ['a moment with its offset', { to: '2026-11-28T01:00+02:00' }, '2026-11-27T23:00Z'],
  ['a local moment', { to: '2026-11-27T18:00', zone: 'Europe/Berlin' }, '2026-11-27T17:00Z'],
  ['a day, to its end', { to: '2026-11-30', zone: 'America/New_York' }, '2026-12-01T05:00Z'],
  [
    'hours, though days follow',
    { to: '2026-12-24', hours: { from: '09:00', to: '12:30' }, zone: 'UTC' },
    '2026-11-27T12:30Z',
  ],
  ['hours over midnight', { hours: { from: '09:00', to: '02:00' }, zone: 'UTC' }, '2026-11-28T02:00Z'],
  ['hours to midnight', { hours: { from: '09:00', to: '24:00' }, zone: 'UTC' }, '2026-11-28T00:00Z'],
  ['days', { days: ['fri', 'sat'], zone: 'UTC' }, '2026-11-29T00:00Z'],
  ['over a change of the clocks', { to: '2027-03-28', zone: 'Europe/Berlin' }, '2027-03-28T22:00Z'],
  ['no end', { from: '2026-01-01' }, undefined],
  ['a zone that nobody knows', { to: '2026-11-30', zone: 'Mars/Base' }, undefined],
])('%s', (_, schedule, end) => {
  expect(scheduleEnd(schedule, NOW)).toBe(end && at(end))
})

it('a schedule stays as it is until it changes, and is the other way then', () => {
  const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-12-${String(n).padStart(2, '0')}`)
  const hour = fc.integer({ min: 0, max: 23 }).map((n) => `${String(n).padStart(2, '0')}:00`)
  const moment = fc.oneof(
    day,
    fc.tuple(day, hour).map(([date, time]) => `${date}T${time}`),
  )
  const schedule = fc.record(
    {
      from: moment,
      to: moment,
      days: fc.subarray(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const, { minLength: 1 }),
      hours: fc.record({ from: hour, to: hour }),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
    },
    { requiredKeys: ['zone'] },
  )
  fc.assert(
    fc.property(schedule, fc.integer({ min: 0, max: 24 * 28 }), (wish, hours) => {
      const now = at('2026-12-01T00:30Z') + hours * HOUR_MS
      const holds = isScheduled(wish, now)
      const change = scheduleChange(wish, now)
      expect(scheduleEnd(wish, now)).toBe(holds ? change : undefined)
      if (change !== undefined) {
        expect(change).toBeGreaterThan(now)
        expect(isScheduled(wish, change)).toBe(!holds)
      }
      for (let ts = now; ts < (change ?? Infinity) && ts < now + 48 * HOUR_MS; ts += HOUR_MS / 2)
        expect(isScheduled(wish, ts)).toBe(holds)
    }),
    { numRuns: 150 },
  )
})
