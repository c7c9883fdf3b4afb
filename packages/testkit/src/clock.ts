import type { Clock } from '@endcap/core'

/** A clock that stands still until it is told to go. */
export interface FakeClock extends Clock {
  /** Moves time on and runs what fell due, in order, letting promises settle between the tasks. */
  advance(byMs: number): Promise<void>
  /** Tasks that wait. */
  pending(): number
}

/** Creates a clock that starts at `now` (default 2026-01-01T00:00:00Z). */
export function createFakeClock(now = Date.UTC(2026, 0, 1)): FakeClock {
  let time = now
  let tasks: { due: number; run: () => void }[] = []
  const settle = async () => {
    for (let i = 0; i < 40; i++) await Promise.resolve()
  }
  return {
    now: () => time,
    after(delayMs, run) {
      const task = { due: time + Math.max(0, delayMs), run }
      tasks.push(task)
      return () => {
        tasks = tasks.filter((entry) => entry !== task)
      }
    },
    async advance(byMs) {
      const end = time + byMs
      await settle()
      for (;;) {
        const next = tasks.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0]
        if (!next) break
        tasks = tasks.filter((entry) => entry !== next)
        time = next.due
        next.run()
        await settle()
      }
      time = end
    },
    pending: () => tasks.length,
  }
}
