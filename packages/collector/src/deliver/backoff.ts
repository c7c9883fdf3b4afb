/** How the pauses between tries grow. */
export interface BackoffRule {
  readonly baseMs: number
  readonly capMs: number
}

/**
 * The pause before try `attempt` (0 for the first retry), uniform in [0, min(cap, base · 2^attempt)):
 * "full jitter", aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter. `unit` is in [0, 1).
 */
export function backoffMs(attempt: number, unit: number, { baseMs, capMs }: BackoffRule): number {
  return unit * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30))
}
