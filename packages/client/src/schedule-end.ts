import type { Schedule } from '@endcap/core'
import { HAS_OFFSET, isScheduled, wallClock } from './schedule.js'

const DAY_MS = 864e5

/** The moment at which the clock on the wall of `zone` shows a local date and time. */
function momentOf(local: string, zone: string | undefined): number {
  const utc = Date.parse(`${local}Z`)
  const offset = (ts: number) => {
    const { day, time } = wallClock(ts, zone)
    return Date.parse(`${day}T${time}Z`) - ts
  }
  // The offset of a moment near by may be that of the other side of a change.
  return utc - offset(utc - offset(utc))
}

/**
 * When a schedule that holds at `now` ends, or one that does not begins, in milliseconds since 1970: by its first or last moment, its hours
 * or its days, whichever comes first. Undefined where neither happens within the next eight days but by `from` or `to`, and for a zone that is not
 * known.
 */
export function scheduleChange(schedule: Schedule, now: number): number | undefined {
  const { from, to, hours, zone } = schedule
  const holds = isScheduled(schedule, now)
  try {
    const today = Date.parse(`${wallClock(now, zone).day}T00:00Z`)
    const dayAfter = (count: number) => new Date(today + count * DAY_MS).toISOString().slice(0, 10)
    const moments: number[] = []
    for (let i = 0; i < 9; i++) {
      moments.push(momentOf(`${dayAfter(i)}T00:00`, zone))
      for (const hour of hours ? [hours.from, hours.to] : [])
        moments.push(momentOf(`${dayAfter(i)}T${hour === '24:00' ? '00:00' : hour}`, zone))
    }
    if (from)
      moments.push(
        HAS_OFFSET.test(from) ? Date.parse(from) : momentOf(from.length === 10 ? `${from}T00:00` : from, zone),
      )
    if (to) {
      const isDay = to.length === 10
      const next = new Date(Date.parse(`${to.slice(0, 10)}T00:00Z`) + DAY_MS).toISOString().slice(0, 10)
      moments.push(HAS_OFFSET.test(to) ? Date.parse(to) : momentOf(isDay ? `${next}T00:00` : to, zone))
    }
    return moments.sort((a, b) => a - b).find((moment) => moment > now && isScheduled(schedule, moment) !== holds)
  } catch {
    return undefined
  }
}

/** When a schedule that holds at `now` ends, as {@link scheduleChange} tells it; undefined for one that does not hold. */
export const scheduleEnd = (schedule: Schedule, now: number): number | undefined =>
  isScheduled(schedule, now) ? scheduleChange(schedule, now) : undefined
