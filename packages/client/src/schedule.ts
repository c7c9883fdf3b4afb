import { type Schedule, WEEKDAYS } from '@endcap/core'

/** The clock on a wall: `day` as `2026-11-27`, `time` as `08:00:00`. */
interface WallClock {
  readonly day: string
  readonly time: string
}

/** Throws for a zone that is not known. */
export function wallClock(now: number, timeZone: string | undefined): WallClock {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  for (const { type, value } of format.formatToParts(now)) parts[type] = value
  const { year, month, day, hour, minute, second } = parts
  return { day: `${year}-${month}-${day}`, time: `${hour}:${minute}:${second}` }
}

const DAY_MS = 864e5
/** A moment that needs no zone. */
export const HAS_OFFSET = /(Z|[+-]\d\d:\d\d)$/

/**
 * Whether the schedule holds at `now`, milliseconds since 1970. Local moments are compared as the clock on the wall shows them, so that a
 * night that lasts an hour longer shows its hour twice. False for a zone that the browser does not know.
 */
export function isScheduled({ from, to, days, hours, zone }: Schedule, now: number): boolean {
  let wall: WallClock
  try {
    wall = wallClock(now, zone)
  } catch {
    return false
  }
  const { day, time } = wall
  const local = `${day}T${time}`
  const isBefore = (moment: string) => (HAS_OFFSET.test(moment) ? now < Date.parse(moment) : local < moment)
  if (from && isBefore(from)) return false
  if (to && !isBefore(to) && !(to.length === day.length && day === to)) return false
  let isNight = false
  if (hours) {
    const isAfter = time >= hours.from
    const isUntil = time < hours.to
    isNight = hours.to <= hours.from && isUntil
    if (hours.to > hours.from ? !(isAfter && isUntil) : !(isAfter || isUntil)) return false
  }
  if (!days) return true
  // The days of the ISO calendar have no clocks.
  const begun = new Date(Date.parse(`${day}T00:00Z`) - (isNight ? DAY_MS : 0))
  return days.includes(WEEKDAYS[(begun.getUTCDay() + 6) % 7]!)
}
