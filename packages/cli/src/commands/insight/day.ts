import { UsageError } from '../../io.js'

const DAY_MS = 86_400_000

/** The moment at which a day of the calendar, and so much of it, is over in a zone; undefined for none. Throws `UsageError`. */
export function dayOf(option: string, text: string | undefined, zone: string, afterMs = 0): number | undefined {
  if (text === undefined) return undefined
  const midnight = parseDay(option, text) * DAY_MS + afterMs
  try {
    // The zone's clock at the time that is midnight in UTC, then once more where that leads: clocks are changed at night.
    const guess = midnight - aheadMs(midnight, zone)
    return midnight - aheadMs(guess, zone)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--zone ${zone} is no time zone, such as Europe/Berlin`)
    throw error
  }
}

/** Whole days since 1970-01-01. Throws `UsageError` for what is no day. */
export function parseDay(option: string, text: string): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) throw new UsageError(`--${option} ${text} is no day: 2026-11-21`)
  return ms / DAY_MS
}

/** A day of the calendar as `2026-11-21`. */
export const showDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

function aheadMs(at: number, zone: string): number {
  const numbers = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const [year = 0, month = 1, day, hour, minute, second] = numbers.map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  )
  return Date.UTC(year, month - 1, day, hour, minute, second) - at
}
