import { normalQuantile } from '../../experiment/distribution.js'

/** People by how long they were watched until they bought, or until the end. */
export interface Duration {
  /** In any unit, from 0. */
  readonly time: number
  /** Bought then. */
  readonly events: number
  /** Not seen buying until then, and not watched any longer. */
  readonly censored: number
}

/** Share that has bought by a time. */
export interface SurvivalPoint {
  readonly time: number
  /** Watched until just before. */
  readonly atRisk: number
  readonly bought: number
  /** 1 − the Kaplan–Meier estimate. */
  readonly share: number
  readonly low: number
  readonly high: number
}

/**
 * Share that has bought by each time at which somebody bought, for people who are watched for unequal times (Kaplan, Meier 1958).
 * Intervals by Greenwood's variance on the scale log(−log S).
 */
export function estimateSurvival(durations: readonly Duration[], alpha = 0.05): SurvivalPoint[] {
  const z = normalQuantile(1 - alpha / 2)
  const sorted = [...durations].sort((a, b) => a.time - b.time)
  let atRisk = sorted.reduce((sum, { events, censored }) => sum + events + censored, 0)
  let [staying, greenwood] = [1, 0]
  return mergeTimes(sorted).flatMap(({ time, events, censored }) => {
    const before = atRisk
    atRisk -= events + censored
    if (events === 0) return []
    staying *= 1 - events / before
    greenwood += before > events ? events / (before * (before - events)) : Number.POSITIVE_INFINITY
    const [low, high] = bounds(staying, greenwood, z)
    return [{ time, atRisk: before, bought: events, share: 1 - staying, low, high }]
  })
}

/** When a share has bought; undefined where fewer did while they were watched. */
export function survivalQuantile(points: readonly SurvivalPoint[], share: number): number | undefined {
  return points.find((point) => point.share >= share - 1e-12)?.time
}

/** The time by which a share of the events had happened, of those who did buy: the lowest time with at least that share. */
export function quantileOfEvents(durations: readonly Duration[], share: number): number | undefined {
  const sorted = [...durations].filter(({ events }) => events > 0).sort((a, b) => a.time - b.time)
  const all = sorted.reduce((sum, { events }) => sum + events, 0)
  let seen = 0
  for (const { time, events } of sorted) {
    seen += events
    if (seen >= share * all - 1e-9) return time
  }
  return undefined
}

function mergeTimes(sorted: readonly Duration[]): Duration[] {
  const merged = new Map<number, Duration>()
  for (const { time, events, censored } of sorted) {
    const known = merged.get(time)
    merged.set(time, { time, events: (known?.events ?? 0) + events, censored: (known?.censored ?? 0) + censored })
  }
  return [...merged.values()]
}

function bounds(staying: number, greenwood: number, z: number): [number, number] {
  if (staying <= 0 || staying >= 1 || !Number.isFinite(greenwood)) return [1 - staying, 1 - staying]
  const half = (z * Math.sqrt(greenwood)) / Math.abs(Math.log(staying))
  return [1 - staying ** Math.exp(-half), 1 - staying ** Math.exp(half)]
}
