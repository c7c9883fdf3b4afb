import type { Cap, Frequency, MessageFrequency } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CapLog, EMPTY_LOG, keyOf, MOST, MOST_KEYS, mayShow, noteShowing } from '../src/caps.js'

const MINUTE_MS = 6e4
const HOUR_MS = 36e5
const DAY_MS = 864e5
const NOW = Date.UTC(2026, 10, 22)

const keys = (placement: string, frequency: Frequency) => ['', keyOf(placement, frequency)]

/** The log after showings of one placement at these moments. */
const after = (frequency: Frequency, times: readonly number[], session?: string, placement = 'a') =>
  times.reduce<CapLog>((log, now) => noteShowing(log, keys(placement, frequency), { now, session }), EMPTY_LOG)

describe('a cap', () => {
  const cases: [string, Cap, readonly number[], number, boolean][] = [
    ['nothing shown', { max: 1, per: 'ever' }, [], 0, true],
    ['once for ever', { max: 1, per: 'ever' }, [0], 9e12, false],
    ['a second before the day is over', { max: 1, per: 'day' }, [0], DAY_MS - 1000, false],
    ['when the day is over', { max: 1, per: 'day' }, [0], DAY_MS, true],
    ['twice a day', { max: 2, per: 'day' }, [0], 1000, true],
    ['not thrice', { max: 2, per: 'day' }, [0, 5], 1000, false],
    ['before the week is over', { max: 1, per: 'week' }, [0], 7 * DAY_MS - 1, false],
    ['when the week is over', { max: 1, per: 'week' }, [0], 7 * DAY_MS, true],
    ['the clock was set back by a year', { max: 1, per: 'day' }, [0], -365 * DAY_MS, false],
  ]
  it.each(cases)('%s', (_, cap, times, at, is) => {
    const frequency = { caps: [cap] }
    const log = after(
      frequency,
      times.map((time) => NOW + time),
    )
    expect(mayShow(log, 'a', frequency, undefined, { now: NOW + at, session: undefined })).toBe(is)
  })

  it('of a session counts that session, and a day where nobody tells of sessions', () => {
    const frequency: Frequency = { caps: [{ max: 1, per: 'session' }] }
    const log = after(frequency, [NOW], 's1')
    const may = (session: string | undefined, now = NOW) => mayShow(log, 'a', frequency, undefined, { now, session })
    expect([may('s1', NOW + 9 * DAY_MS), may('s2'), may(undefined), may(undefined, NOW + DAY_MS)]).toEqual([
      false,
      true,
      false,
      true,
    ])
  })

  it('is a placement’s own, unless its campaign shares it', () => {
    const own: Frequency = { caps: [{ max: 1, per: 'ever' }] }
    const shared: Frequency = { ...own, campaign: 'sale' }
    const may = (log: CapLog, frequency: Frequency) =>
      mayShow(log, 'b', frequency, undefined, { now: NOW, session: undefined })
    expect(may(after(own, [NOW]), own)).toBe(true)
    expect(may(after(shared, [NOW]), shared)).toBe(false)
    expect(may(after(shared, [NOW]), { ...shared, campaign: 'other' })).toBe(true)
  })

  it('over all messages holds for each, and so does the longer of two quiet periods', () => {
    const log = after({}, [NOW])
    const may = (frequency: Frequency, messages: MessageFrequency | undefined, minutes: number) =>
      mayShow(log, 'b', frequency, messages, { now: NOW + minutes * MINUTE_MS, session: undefined })
    expect(may({}, { caps: [{ max: 1, per: 'day' }] }, 60)).toBe(false)
    expect(may({}, { caps: [{ max: 2, per: 'day' }] }, 60)).toBe(true)
    expect([
      may({ quietMinutes: 30 }, { quietMinutes: 60 }, 59),
      may({ quietMinutes: 30 }, { quietMinutes: 60 }, 60),
    ]).toEqual([false, true])
    expect(may({ quietMinutes: 90 }, { quietMinutes: 60 }, 89)).toBe(false)
    // The clock was set back.
    expect(may({ quietMinutes: 1 }, undefined, -9999)).toBe(false)
  })
})

describe('under any clock', () => {
  const cap: fc.Arbitrary<Cap> = fc.record({
    max: fc.integer({ min: 1, max: 4 }),
    per: fc.constantFrom('session', 'day', 'week', 'ever'),
  })
  const caps = fc.array(cap, { minLength: 1, maxLength: 3 })
  /** How much the clock moves until the shopper might see the message again, and whether a session begins. */
  const steps = (leastHours: number) =>
    fc.array(
      fc.record({
        byMs: fc.oneof(
          fc.integer({ min: 0, max: 3 * HOUR_MS }),
          fc.integer({ min: leastHours * HOUR_MS, max: 200 * HOUR_MS }),
          // An hour more or less: a traveller, the end of summer time.
          fc.constantFrom(leastHours < 0 ? -HOUR_MS : 0, HOUR_MS),
        ),
        isNew: fc.boolean(),
        placement: fc.constantFrom('a', 'b', 'c'),
      }),
      { maxLength: 80 },
    )
  const WINDOWS = { day: DAY_MS, week: 7 * DAY_MS } as const

  interface Shown {
    readonly placement: string
    readonly now: number
    readonly session: string
  }

  function simulate(
    moves: readonly { byMs: number; isNew: boolean; placement: string }[],
    frequency: (placement: string) => Frequency,
    messages?: MessageFrequency,
  ): Shown[] {
    let log = EMPTY_LOG
    let now = NOW
    let session = 0
    const shown: Shown[] = []
    for (const { byMs, isNew, placement } of moves) {
      now += byMs
      if (isNew) session++
      const at = { now, session: `s${session}` }
      if (!mayShow(log, placement, frequency(placement), messages, at)) continue
      log = noteShowing(log, keys(placement, frequency(placement)), at)
      shown.push({ placement, ...at })
    }
    return shown
  }

  /** The most of the showings in any window. */
  function mostIn(shown: readonly Shown[], per: Cap['per']): number {
    const counts = shown.map((first) => {
      if (per === 'ever') return shown.length
      if (per === 'session') return shown.filter(({ session }) => session === first.session).length
      return shown.filter(({ now }) => now >= first.now && now - first.now < WINDOWS[per]).length
    })
    return Math.max(0, ...counts)
  }

  it.each([
    ['that only goes on', 0],
    ['that jumps back too', -200],
  ])('never more than the cap of placement, campaign and visitor in any window of a clock %s', (_, leastHours) => {
    fc.assert(
      fc.property(steps(leastHours), caps, caps, caps, (moves, own, shared, all) => {
        const frequency = (placement: string): Frequency =>
          placement === 'a' ? { caps: own } : { caps: shared, campaign: 'sale' }
        const shown = simulate(moves, frequency, { caps: all })
        for (const { max, per } of own) {
          expect(
            mostIn(
              shown.filter(({ placement }) => placement === 'a'),
              per,
            ),
          ).toBeLessThanOrEqual(max)
        }
        for (const { max, per } of shared) {
          expect(
            mostIn(
              shown.filter(({ placement }) => placement !== 'a'),
              per,
            ),
          ).toBeLessThanOrEqual(max)
        }
        for (const { max, per } of all) expect(mostIn(shown, per)).toBeLessThanOrEqual(max)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps quiet between any two messages', () => {
    fc.assert(
      fc.property(steps(-200), fc.integer({ min: 1, max: 3000 }), (moves, quietMinutes) => {
        const times = simulate(moves, () => ({}), { quietMinutes }).map(({ now }) => now)
        const sorted = times.sort((a, b) => a - b)
        sorted.forEach((time, i) => {
          if (i) expect(time - sorted[i - 1]!).toBeGreaterThanOrEqual(quietMinutes * MINUTE_MS)
        })
      }),
    )
  })

  it('shows all that the caps allow', () => {
    const frequency = () => ({ caps: [{ max: 2, per: 'day' as const }] })
    const moves = Array.from({ length: 24 * 7 }, () => ({ byMs: HOUR_MS, isNew: false, placement: 'a' }))
    expect(simulate(moves, frequency)).toHaveLength(14)
  })

  it('keeps the log within its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: -9e9, max: 9e9 })), { maxLength: 400 }),
        (shows) => {
          let log = EMPTY_LOG
          for (const [id, by] of shows) log = noteShowing(log, keys(`p${id}`, {}), { now: NOW + by, session: 's' })
          const kept = Object.values(log.shown)
          expect(kept.length).toBeLessThanOrEqual(MOST_KEYS + 1)
          for (const { times, sessions } of kept) {
            expect(times.length).toBeLessThanOrEqual(MOST)
            expect(sessions.length).toBeLessThanOrEqual(MOST)
            expect(times).toEqual([...times].sort((a, b) => a - b))
          }
          expect(log.shown['']?.total ?? 0).toBe(shows.length)
        },
      ),
      { numRuns: 30 },
    )
  })
})
