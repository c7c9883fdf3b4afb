const WEEK = 7
const ALPHAS = [0.02, 0.05, 0.1, 0.2, 0.4] as const
const BETAS = [0, 0.02, 0.1] as const
const GAMMAS = [0.02, 0.1, 0.3] as const
/** How much of the trend is left a day later. */
const PHI = 0.95

interface Smoothing {
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
}

/** Finds the smoothing with the least squared error one day ahead, and gives the forecast of any history by it. */
export function fitHoltWinters(values: Float64Array): (history: Float64Array, horizon: number) => Float64Array {
  let best: { loss: number; by: Smoothing } = {
    loss: Number.POSITIVE_INFINITY,
    by: { alpha: 0.1, beta: 0, gamma: 0.1 },
  }
  for (const alpha of ALPHAS) {
    for (const beta of BETAS) {
      for (const gamma of GAMMAS) {
        const { loss } = smooth(values, { alpha, beta, gamma })
        if (loss < best.loss) best = { loss, by: { alpha, beta, gamma } }
      }
    }
  }
  return (history, horizon) => {
    const { level, trend, season } = smooth(history, best.by)
    let damped = 0
    return Float64Array.from({ length: horizon }, (_, step) => {
      damped += PHI ** (step + 1)
      return Math.max(0, level + damped * trend + season[(history.length + step) % WEEK]!)
    })
  }
}

function smooth(values: Float64Array, { alpha, beta, gamma }: Smoothing) {
  const first = values.subarray(0, 4 * WEEK)
  let level = first.reduce((sum, value) => sum + value, 0) / Math.max(1, first.length)
  let trend = 0
  const [season, seen] = [new Float64Array(WEEK), new Float64Array(WEEK)]
  first.forEach((value, at) => {
    season[at % WEEK]! += value - level
    seen[at % WEEK]!++
  })
  for (let day = 0; day < WEEK; day++) season[day]! /= Math.max(1, seen[day]!)
  let loss = 0
  for (let at = 0; at < values.length; at++) {
    const day = at % WEEK
    const error = values[at]! - (level + PHI * trend + season[day]!)
    if (at >= first.length) loss += error * error
    level += PHI * trend + alpha * error
    trend = PHI * trend + alpha * beta * error
    season[day]! += gamma * (1 - alpha) * error
  }
  return { loss, level, trend, season }
}
