import { Cron } from 'croner'

/** When something is done again and again. */
export interface Timing {
  /** Minutes, hours or days: `15m`, `1h`, `1d`. */
  readonly every?: string
  /** Times of day `HH:MM` on the clock of `zone`. An hour that a change of clocks leaves out is made up for, one that comes twice counts once. */
  readonly at?: readonly string[]
  /** IANA name. @default 'UTC' */
  readonly zone?: string
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A timer counts no further. */
const LONGEST_MS = 2 ** 31 - 1

/** Milliseconds of `15m`, `1h` or `1d`, at most 24 days; undefined for anything else. */
export function readInterval(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? []
  const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
  return ms <= LONGEST_MS ? ms : undefined
}

/** True for a time of day, `HH:MM`. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** Runs `task` at those times, never twice at once; it must not reject. Returns its stop. Keeps no process alive. */
export function startSchedule({ every, at = [], zone = 'UTC' }: Timing, task: () => Promise<unknown>): () => void {
  let isRunning = false
  async function once(): Promise<void> {
    if (isRunning) return
    isRunning = true
    await task().finally(() => {
      isRunning = false
    })
  }
  const crons = at.map((time) => {
    const [hour, minute] = time.split(':').map(Number)
    return new Cron(`${minute} ${hour} * * *`, { timezone: zone, unref: true }, once)
  })
  const intervalMs = every === undefined ? undefined : readInterval(every)
  const timer = intervalMs === undefined ? undefined : setInterval(once, intervalMs).unref()
  return () => {
    for (const cron of crons) cron.stop()
    clearInterval(timer)
  }
}
