import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How late the event loop is. */
export interface LoopDelay {
  /** Mean lateness in ms over half a second: the lesser of the last two, so that one long turn, of whatever length, is no load. */
  ms(): number
  stop(): void
}

const RESOLUTION_MS = 10
const SAMPLE_MS = 500

/** Starts to measure. It keeps no process alive. */
export function startLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let last = 0
  let ms = 0
  const timer = setInterval(() => {
    // Nothing was measured: the loop has not come round since.
    if (histogram.count === 0) return
    const mean = Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS)
    ms = Math.min(last, mean)
    last = mean
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
