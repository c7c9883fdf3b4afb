import type { Clock } from '@endcap/core'

/** Sleeps that can be cut short. One sleeper at a time. */
export interface Pause {
  /** Resolves after `ms` (for ever when infinite), when `also` resolves, or when woken. */
  sleep(ms: number, also?: Promise<void>): Promise<void>
  wake(): void
  /** Wakes, and lets nobody sleep again. */
  end(): void
}

/** Creates a pause on a clock. */
export function createPause(clock: Clock): Pause {
  let wake = () => {}
  let isEnded = false
  return {
    sleep: (ms, also) =>
      new Promise((resolve) => {
        if (isEnded) return resolve()
        const cancel = Number.isFinite(ms) ? clock.after(ms, resolve) : () => {}
        wake = () => {
          cancel()
          resolve()
        }
        also?.then(wake)
      }),
    wake: () => wake(),
    end() {
      isEnded = true
      wake()
    },
  }
}
