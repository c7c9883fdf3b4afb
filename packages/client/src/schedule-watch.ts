import type { Clock, Schedule } from '@endcap/core'
import { scheduleChange } from './schedule-end.js'

/** Timers of weeks run out at once, and a machine that slept is late: the clock is looked at this often. */
const LONGEST_MS = 36e5

/**
 * Calls `onChange` when one of the schedules begins or ends. Returns what adds a schedule, once: the same object is known. Loaded by the first
 * placement that has a schedule.
 */
export function watchSchedules(
  clock: Clock,
  stops: (() => void)[],
  onChange: () => void,
): (schedule: Schedule) => void {
  /** When each of them begins or ends next. */
  const changes = new Map<Schedule, number>()
  let cancel = () => {}
  stops.push(() => cancel())

  const note = (schedule: Schedule) => changes.set(schedule, scheduleChange(schedule, clock.now()) ?? Infinity)

  function wait(): void {
    cancel()
    const leftMs = Math.min(...changes.values()) - clock.now()
    if (leftMs < Infinity) cancel = clock.after(Math.min(leftMs, LONGEST_MS), look)
  }

  function look(): void {
    const now = clock.now()
    const due = [...changes].filter(([, ts]) => ts <= now)
    for (const [schedule] of due) note(schedule)
    wait()
    if (due[0]) onChange()
  }

  return (schedule) => {
    if (changes.has(schedule)) return
    note(schedule)
    wait()
  }
}
