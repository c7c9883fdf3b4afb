import { inverse, Matrix, SingularValueDecomposition } from 'ml-matrix'
import { normalBelow, normalQuantile } from '../../experiment/distribution.js'
import type { JourneyGroup } from './query-journeys.js'

/** What a channel adds to the chance that a journey ends with an order. */
export interface JourneyEffect {
  /** Journeys that met the channel. */
  readonly journeys: number
  /** Points of the chance, 0–1, against the channel that all are compared with. */
  readonly adds: number
  readonly low: number
  readonly high: number
  /** Two-sided. */
  readonly p: number
}

/** Effects by channel. */
export interface JourneyEffects {
  /** What the others are compared with: `direct` where there is one, else the commonest channel. */
  readonly baseline: string
  readonly effects: ReadonlyMap<string, JourneyEffect>
}

/** Channels that fewer journeys met are left out of the comparison, with those journeys. */
const LEAST_JOURNEYS = 50

/**
 * What meeting a channel adds to a journey's chance of an order, with the other channels that it met and the number of its sessions held
 * alike: a linear probability model, with variances that do not rest on it (White 1980). People choose channels, so this is no proof of a
 * cause; a holdout is. Undefined where there is too little to compare.
 */
export function journeyEffects(groups: readonly JourneyGroup[], alpha = 0.05): JourneyEffects | undefined {
  const counts = new Map<string, number>()
  for (const { channels, journeys } of groups) {
    for (const channel of channels) counts.set(channel, (counts.get(channel) ?? 0) + journeys)
  }
  const common = Array.from(counts)
    .filter(([, count]) => count >= LEAST_JOURNEYS)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([channel]) => channel)
  const baseline = common.includes('direct') ? 'direct' : common[0]
  const tested = common.filter((channel) => channel !== baseline).sort()
  if (baseline === undefined || tested.length === 0) return undefined
  const rows = groups.filter(
    ({ channels, journeys }) => journeys > 0 && channels.every((name) => common.includes(name)),
  )
  const sizes = [...new Set(rows.map(({ sessions }) => sessions))].sort((a, b) => a - b)
  const design = rows.map(({ channels, sessions }) => [
    ...tested.map((channel) => (channels.includes(channel) ? 1 : 0)),
    ...sizes.map((size) => (size === sessions ? 1 : 0)),
  ])
  const width = tested.length + sizes.length
  const cross = Matrix.zeros(width, width)
  const right = Matrix.zeros(width, 1)
  rows.forEach(({ journeys, sold }, at) => {
    const x = Matrix.columnVector(design[at] ?? [])
    cross.add(x.mmul(x.transpose()).mul(journeys))
    right.add(Matrix.mul(x, sold))
  })
  if (!(new SingularValueDecomposition(cross).condition < 1e12)) return undefined
  const bread = inverse(cross)
  const beta = bread.mmul(right)
  const meat = Matrix.zeros(width, width)
  rows.forEach(({ journeys, sold }, at) => {
    const x = Matrix.columnVector(design[at] ?? [])
    const chance = x.transpose().mmul(beta).get(0, 0)
    meat.add(x.mmul(x.transpose()).mul(sold * (1 - chance) ** 2 + (journeys - sold) * chance ** 2))
  })
  const covariance = bread.mmul(meat).mmul(bread)
  const z = normalQuantile(1 - alpha / 2)
  const effects = tested.map((channel, at) => {
    const adds = beta.get(at, 0)
    const error = Math.sqrt(Math.max(0, covariance.get(at, at)))
    const p = error > 0 ? 2 * normalBelow(-Math.abs(adds) / error) : 1
    const effect = { journeys: counts.get(channel) ?? 0, adds, low: adds - z * error, high: adds + z * error, p }
    return [channel, effect] as const
  })
  return { baseline, effects: new Map(effects) }
}
