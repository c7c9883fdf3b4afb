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
 * When a schedule that holds at `now` ends, in milliseconds since 1970: by its last moment, its hours or its days, whichever comes first.
 * Undefined where it has no end within the next eight days but `to`, or none at all, and for a zone that is not known.
 */
export function scheduleEnd(schedule: Schedule, now: number): number | undefined {
  const { to, hours, zone } = schedule
  try {
    const today = Date.parse(`${wallClock(now, zone).day}T00:00Z`)
    const dayAfter = (count: number) => new Date(today + count * DAY_MS).toISOString().slice(0, 10)
    const ends: number[] = []
    for (let i = 0; i < 9; i++) {
      ends.push(momentOf(`${dayAfter(i)}T00:00`, zone))
      if (hours) ends.push(momentOf(`${dayAfter(i)}T${hours.to === '24:00' ? '00:00' : hours.to}`, zone))
    }
    if (to) {
      const isDay = to.length === 10
      const next = new Date(Date.parse(`${to.slice(0, 10)}T00:00Z`) + DAY_MS).toISOString().slice(0, 10)
      ends.push(HAS_OFFSET.test(to) ? Date.parse(to) : momentOf(isDay ? `${next}T00:00` : to, zone))
    }
    return ends.sort((a, b) => a - b).find((end) => end > now && !isScheduled(schedule, end))
  } catch {
    return undefined
  }
}
