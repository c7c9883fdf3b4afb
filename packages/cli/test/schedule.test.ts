import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startSchedule, type Timing } from '../src/server/schedule.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** When a schedule runs its task, from a moment on. */
async function runs(from: string, forMs: number, timing: Timing): Promise<string[]> {
  vi.setSystemTime(new Date(from))
  const times: string[] = []
  const stop = startSchedule(timing, async () => void times.push(new Date().toISOString()))
  await vi.advanceTimersByTimeAsync(forMs)
  stop()
  return times
}
const DAYS = 86_400_000

test('runs at times of day on the clock of the zone, across a change of clocks', async () => {
  const timing = { at: ['03:30'], zone: 'Europe/Berlin' }
  expect(await runs('2026-10-24T01:00:00Z', 1.2 * DAYS, timing)).toEqual([
    '2026-10-24T01:30:00.000Z',
    '2026-10-25T02:30:00.000Z',
  ])
})

test('runs every so often, and not at all when nothing is said', async () => {
  expect(await runs('2026-01-01T00:00:00Z', 3_600_000, { every: '20m' })).toHaveLength(3)
  expect(await runs('2026-01-01T00:00:00Z', DAYS, {})).toEqual([])
})

test('never runs twice at once', async () => {
  let started = 0
  let end = () => {}
  const stop = startSchedule({ every: '1m' }, () => {
    started++
    return new Promise<void>((resolve) => {
      end = resolve
    })
  })
  await vi.advanceTimersByTimeAsync(180_000)
  expect(started).toBe(1)
  end()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(started).toBe(2)
  stop()
})
