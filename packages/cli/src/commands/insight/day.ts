import { UsageError } from '../../io.js'

const DAY_MS = 86_400_000

/** A time zone that this system knows. Throws `UsageError`. */
export function zoneOf(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone
  } catch {
    throw new UsageError(`--zone ${zone} is no time zone, such as Europe/Berlin`)
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
