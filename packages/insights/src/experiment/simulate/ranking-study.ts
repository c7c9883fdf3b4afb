import { createRandom } from '../../random.js'
import { estimateMean } from '../estimate.js'
import { preferenceOf } from '../interleave.js'
import { interleavingVisitorsNeeded } from '../interleave-power.js'
import { linearise } from '../linearise.js'
import { type Spread, visitorsNeeded } from '../power.js'
import { compareMoments } from './compare.js'
import { admit, createMoments, type GrowingMoments, move } from './moments.js'
import { type RankedVisitors, type RankingWorld, rankVisitors } from './ranking.js'

/** Both ways to compare two rankers, on the same shoppers. */
export interface RankingStudyOptions {
  readonly world: RankingWorld
  /** Shoppers that experiments draw theirs from, with replacement. @default 400,000 */
  readonly pool?: number
  /** Experiments of each kind. @default 1000 */
  readonly runs?: number
  readonly seed: number
  /** @default 0.9 */
  readonly power?: number
}

/** A design: what it needs by plan, and what it then found. */
export interface RankingDesign {
  /** Visitors of all arms that the plan asks for. */
  readonly visitors: number
  /** Of the runs with so many visitors: those whose always-valid interval left out zero on the better ranker's side. */
  readonly foundRatio: number
}

/** What a study of rankers saw. */
export interface RankingStudy {
  /** Lists with a click, by each ranker alone. */
  readonly clickRatio: readonly [control: number, test: number]
  readonly preference: Spread
  readonly creditedRatio: number
  readonly ab: RankingDesign
  readonly interleaved: RankingDesign
  readonly runs: number
}

/** Draws a pool of shoppers, plans both designs by it, and runs each as often. Both are read with the always-valid interval. */
export function studyRanking(options: RankingStudyOptions): RankingStudy {
  const { world, pool: size = 400_000, runs = 1000, seed, power = 0.9 } = options
  const pool = rankVisitors(world, size, seed)
  const uniform = createRandom(seed + 1)
  const all = Array.from({ length: size }, (_, visitor) => visitor)
  const [control, test] = [clicksOf(pool, 0, all), clicksOf(pool, 1, all)]
  const baseline = spreadOf(control)
  const lift = (spreadOf(test).mean - baseline.mean) / baseline.mean
  const credit = creditOf(pool, all)
  const preference = estimateMean({ ...credit, visitors: credit.credited })
  if (!preference) throw new Error('no visitor of the pool clicked')
  const variance = preference.variance * credit.credited
  const creditedRatio = credit.credited / size
  const perArm = visitorsNeeded({ baseline, power }, lift) ?? Number.POSITIVE_INFINITY
  const needed =
    interleavingVisitorsNeeded({ preference: preference.value, variance, creditedRatio, power }) ??
    Number.POSITIVE_INFINITY

  const drawn = new Uint32Array(Math.max(perArm, needed))
  const draw = (count: number): Uint32Array => {
    for (let at = 0; at < count; at++) drawn[at] = Math.floor(uniform() * size)
    return drawn.subarray(0, count)
  }
  let [abFound, interleavedFound] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const one = clicksOf(pool, 0, draw(perArm))
    const other = clicksOf(pool, 1, draw(perArm))
    const bounds = compareMoments('ctr', [one, other])?.absolute?.alwaysValid
    if (bounds && bounds.low > 0) abFound++
    if ((preferenceOf(creditOf(pool, draw(needed)))?.low ?? 0) > 0) interleavedFound++
  }
  return {
    clickRatio: [baseline.mean, spreadOf(test).mean],
    preference: { mean: preference.value, variance },
    creditedRatio,
    ab: { visitors: 2 * perArm, foundRatio: abFound / runs },
    interleaved: { visitors: needed, foundRatio: interleavedFound / runs },
    runs,
  }
}

/** Moments of lists with a click over lists. */
function clicksOf({ lists, clicked }: RankedVisitors, ranker: 0 | 1, visitors: ArrayLike<number>): GrowingMoments {
  const moments = createMoments()
  for (let at = 0; at < visitors.length; at++) {
    const visitor = visitors[at]!
    admit(moments, 0, 0)
    move(moments, 0, 0, clicked[ranker][visitor]!, lists[visitor]!, 0, 0)
  }
  return moments
}

function creditOf({ credit }: RankedVisitors, visitors: ArrayLike<number>) {
  let [credited, sum, sumSquares] = [0, 0, 0]
  for (let at = 0; at < visitors.length; at++) {
    const visitor = visitors[at]!
    const [control, test] = [credit[0][visitor]!, credit[1][visitor]!]
    if (control + test === 0) continue
    const preference = (test - control) / (test + control)
    credited++
    sum += preference
    sumSquares += preference * preference
  }
  return { credited, sum, sumSquares }
}

function spreadOf(moments: GrowingMoments): Spread {
  const { value: mean, variance } = linearise(moments) ?? { value: 0, variance: 0 }
  return { mean, variance }
}
