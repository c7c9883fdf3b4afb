import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How late the event loop is. */
export interface LoopDelay {
  /** Mean lateness in ms over the last half second that was measured. */
  ms(): number
  stop(): void
}

const RESOLUTION_MS = 10
const SAMPLE_MS = 500

/** Starts to measure. It keeps no process alive. */
export function startLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let ms = 0
  const timer = setInterval(() => {
    // NaN while nothing was measured.
    ms = Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS) || 0
    histogram.reset()
  }, SAMPLE_MS).unref()
  return {
    ms: () => ms,
    stop() {
      clearInterval(timer)
      histogram.disable()
    },
  }
}
