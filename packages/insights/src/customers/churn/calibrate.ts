import { chanceOf } from './classifier.js'

/** How log odds become chances. */
export const CALIBRATIONS = ['platt', 'isotonic'] as const
/** One of {@link CALIBRATIONS}. */
export type CalibrationName = (typeof CALIBRATIONS)[number]
/** Log odds → chance, never 0 or 1. */
export type Calibration = (score: number) => number

/** Fits a calibration on rows that the model has not seen. */
export function calibrate(name: CalibrationName, scores: readonly number[], labels: readonly number[]): Calibration {
  return name === 'platt' ? platt(scores, labels) : isotonic(scores, labels)
}

/** A line through the log odds, towards labels that are not quite 0 and 1 (Platt 1999), by Newton's method. */
function platt(scores: readonly number[], labels: readonly number[]): Calibration {
  const yes = labels.reduce((sum, label) => sum + label, 0)
  const no = labels.length - yes
  const targets = labels.map((label) => (label ? (yes + 1) / (yes + 2) : 1 / (no + 2)))
  /** ln(1 + e^z) − target · z, where z is the log odds. */
  const loss = (slope: number, offset: number) =>
    scores.reduce((sum, score, at) => {
      const z = slope * score + offset
      return sum + Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - (targets[at] ?? 0) * z
    }, 0)
  let [slope, offset] = [0, Math.log((yes + 1) / (no + 1))]
  for (let step = 0; step < 50; step += 1) {
    let [a, b, aa, ab, bb] = [0, 0, 1e-9, 0, 1e-9]
    scores.forEach((score, at) => {
      const chance = chanceOf(slope * score + offset)
      const off = (targets[at] ?? 0) - chance
      const weight = chance * (1 - chance)
      a += off * score
      b += off
      aa += weight * score * score
      ab += weight * score
      bb += weight
    })
    const size = aa * bb - ab * ab
    let [da, db] = [(bb * a - ab * b) / size, (aa * b - ab * a) / size]
    const before = loss(slope, offset)
    for (let halving = 0; halving < 30 && loss(slope + da, offset + db) > before; halving += 1)
      [da, db] = [da / 2, db / 2]
    slope += da
    offset += db
    if (Math.abs(da) + Math.abs(db) < 1e-10) break
  }
  // A model that ranks the wrong way round is of no use, not of the opposite one.
  const rising = Math.max(0, slope)
  return (score) => inside(chanceOf(rising * score + offset))
}

/** Nobody is sure: chances end at one in ten thousand. */
const inside = (chance: number): number => Math.min(1 - 1e-4, Math.max(1e-4, chance))

/** Steps that never fall, by pooling neighbours (Ayer et al. 1955; Zadrozny, Elkan 2002); between their middles a line. */
function isotonic(scores: readonly number[], labels: readonly number[]): Calibration {
  const order = scores.map((score, at) => ({ score, label: labels[at] ?? 0 })).sort((a, b) => a.score - b.score)
  const pools: { n: number; yes: number; score: number }[] = []
  for (const { score, label } of order) {
    pools.push({ n: 1, yes: label, score })
    for (;;) {
      const [last, before] = [pools.at(-1), pools.at(-2)]
      if (!last || !before || before.yes / before.n < last.yes / last.n) break
      const n = last.n + before.n
      pools.splice(-2, 2, { n, yes: last.yes + before.yes, score: (last.score * last.n + before.score * before.n) / n })
    }
  }
  // One made-up yes and no each: no pool is sure.
  const points = pools.map(({ n, yes, score }) => ({ score, chance: (yes + 1) / (n + 2) }))
  for (let at = 1; at < points.length; at += 1) {
    const [before, own] = [points[at - 1] as (typeof points)[number], points[at] as (typeof points)[number]]
    own.chance = Math.max(before.chance, own.chance)
  }
  return (score) => {
    const after = points.findIndex((point) => point.score >= score)
    const to = points[after < 0 ? points.length - 1 : after] as (typeof points)[number]
    const from = points[after < 0 ? points.length - 1 : Math.max(0, after - 1)] as (typeof points)[number]
    return to.score > from.score
      ? from.chance + ((to.chance - from.chance) * (score - from.score)) / (to.score - from.score)
      : to.chance
  }
}
