import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { retryAfterMs } from '../src/outbox/post.js'

const NOW = Date.UTC(2026, 0, 1)
const DAY_MS = 24 * 3_600_000
const RUNS = { numRuns: 1000 }

describe('retryAfterMs', () => {
  test('seconds are waited for, at most a day', () => {
    fc.assert(
      fc.property(fc.nat(200_000), (seconds) => {
        expect(retryAfterMs(String(seconds), NOW)).toBe(seconds ? Math.min(seconds * 1000, DAY_MS) : undefined)
      }),
      RUNS,
    )
  })

  test('a date in any form of HTTP is waited for, unless it is over', () => {
    const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
    /** RFC 9110, section 5.6.7: today's form, and two that are obsolete and must be understood. */
    const forms: ((date: Date) => string)[] = [
      (date) => date.toUTCString(),
      (date) => {
        const [, day, month, year, time] = date.toUTCString().split(' ')
        return `${days[date.getUTCDay()]}, ${day}-${month}-${year?.slice(2)} ${time} GMT`
      },
      (date) => {
        const [weekday, day, month, year, time] = date.toUTCString().split(' ')
        return `${weekday?.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`
      },
    ]
    fc.assert(
      fc.property(fc.constantFrom(...forms), fc.integer({ min: -100_000, max: 100_000 }), (form, seconds) => {
        const wait = retryAfterMs(form(new Date(NOW + seconds * 1000)), NOW)
        expect(wait).toBe(seconds > 0 ? Math.min(seconds * 1000, DAY_MS) : undefined)
      }),
      RUNS,
    )
  })

  test.each([
    null,
    '',
    ' ',
    '-5',
    '0',
    'soon',
    'try 3000',
    '2099',
    '0x10',
    '1e9',
    'Infinity',
    'NaN',
    '5 s',
    '1, 2',
    '[5]',
  ])('%j is none, but for a plain number', (header) => {
    expect(retryAfterMs(header, NOW)).toBe(header === '2099' ? 2_099_000 : undefined)
  })

  test('whatever it says, the wait is none, or above 0 and at most a day', () => {
    const numbers = fc.oneof(fc.double(), fc.bigInt(), fc.date()).map(String)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          numbers,
          fc.string().map((text) => `Mon, ${text}`),
        ),
        (header) => {
          const wait = retryAfterMs(header, NOW)
          expect(wait === undefined || (wait > 0 && wait <= DAY_MS)).toBe(true)
        },
      ),
      RUNS,
    )
  })
})
