import { report } from './report.js'

/** A queue of `[method, ...arguments]`, as a page fills it before the script has come. */
export interface Queue {
  push(...calls: unknown[]): number
}

/**
 * Runs the calls that the page queued on `target`, in order, and gives the queue that runs later calls at once.
 * A call of something that is not a method, or one that throws, is told by `endcap:error`; the next ones run.
 */
export function drainQueue(target: object, queued: unknown): Queue {
  const run = (call: unknown) => {
    const [method, ...args] = Array.isArray(call) ? call : [call]
    const own = Object.hasOwn(target, method) ? (target as Record<string, unknown>)[method] : undefined
    if (typeof own !== 'function') return report('reference-unknown', `endcapQueue: no method ${method}`)
    try {
      own(...args)
    } catch (cause) {
      report('listener-failed', `endcapQueue: ${method}`, cause)
    }
  }
  const queue: Queue = {
    push(...calls) {
      calls.forEach(run)
      return 0
    },
  }
  if (Array.isArray(queued)) queue.push(...queued)
  return queue
}
