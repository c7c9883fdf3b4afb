import { kmeans } from 'ml-kmeans'
import { createRandom } from '../random.js'
import { createOneCrowd } from './one-crowd.js'
import { silhouetteOf } from './silhouette.js'

/** How clusters are looked for. */
export interface ClusterOptions {
  /** Fixes how many; then only whether they are real is found out. */
  readonly k?: number | undefined
  /** @default 8 */
  readonly most?: number | undefined
  /** @default 1 */
  readonly seed?: number | undefined
}

/** A number of clusters, and how well it fits. */
export interface ClusterTry {
  readonly k: number
  readonly silhouette: number
  /** Mean and standard deviation of the silhouette where there is one crowd. */
  readonly expected: number
  readonly spread: number
  /** Standard deviations above what one crowd gives. */
  readonly z: number
}

/** The clusters that were found. */
export interface Clustering {
  /** False: the points look like one crowd, and no clusters are claimed; `k` is 1. */
  readonly isStructured: boolean
  readonly k: number
  /** Of the chosen number: that a single crowd would look as lumpy, out of {@link CROWDS} + 1. */
  readonly p: number
  readonly tries: readonly ClusterTry[]
  /** In standard deviations from the mean of everybody. */
  readonly centres: readonly (readonly number[])[]
  /** The cluster of each point, from 0, the largest first. */
  readonly clusters: readonly number[]
}

/** Single crowds that are compared with. */
export const CROWDS = 19
/** Points that the number is chosen by; more of them cost time and change nothing. */
const SAMPLE = 400
const RESTARTS = 4
/** Standard deviations above one crowd that clusters must be, besides being above every single one. */
const LEAST_Z = 3
const LEAST_POINTS = 50

/**
 * k-means (Lloyd, k-means++ starts) on standardised columns. The number is the one whose silhouette is furthest above that of single crowds
 * of the same columns and correlations; where none is above all of them and by three standard deviations, there are no clusters. The same
 * points and seed give the same clusters.
 */
export function clusterPoints(raw: readonly (readonly number[])[], options: ClusterOptions = {}): Clustering {
  const { k, most = 8, seed = 1 } = options
  const points = standardise(raw)
  const none: Clustering = { isStructured: false, k: 1, p: 1, tries: [], centres: [], clusters: points.map(() => 0) }
  if (points.length < LEAST_POINTS || (points[0]?.length ?? 0) === 0) return none
  const random = createRandom(seed)
  const sample = sampleOf(points, random)
  const counts = k === undefined ? Array.from({ length: most - 1 }, (_, at) => at + 2) : [k]
  const fit = (of: readonly (readonly number[])[]) =>
    counts.map((count) => silhouetteOf(of, partition(of, count, seed, 1).clusters, count))
  const found = counts.map((count) => silhouetteOf(sample, partition(sample, count, seed, RESTARTS).clusters, count))
  const draw = createOneCrowd(sample)
  const crowds = Array.from({ length: CROWDS }, () => fit(draw(random)))
  const tries = counts.map((count, at): ClusterTry => {
    const own = crowds.map((crowd) => crowd[at] as number)
    const expected = own.reduce((sum, value) => sum + value, 0) / CROWDS
    const spread = Math.sqrt(own.reduce((sum, value) => sum + (value - expected) ** 2, 0) / (CROWDS - 1))
    const silhouette = found[at] as number
    return { k: count, silhouette, expected, spread, z: spread > 0 ? (silhouette - expected) / spread : 0 }
  })
  const highest = (values: readonly number[]) =>
    Math.max(
      ...tries.map(({ expected, spread }, at) => (spread > 0 ? ((values[at] as number) - expected) / spread : 0)),
    )
  const above = crowds.filter((crowd) => highest(crowd) >= highest(found)).length
  const best = tries.reduce((a, b) => (b.silhouette - b.expected > a.silhouette - a.expected ? b : a))
  const p = (1 + above) / (CROWDS + 1)
  if (above > 0 || best.z < LEAST_Z) return { ...none, p, tries }
  return { isStructured: true, k: best.k, p, tries, ...partition(points, best.k, seed, RESTARTS) }
}

type Partition = Pick<Clustering, 'centres' | 'clusters'>

/** The best of several starts, the largest cluster first. */
function partition(points: readonly (readonly number[])[], k: number, seed: number, restarts: number): Partition {
  const data = points as number[][]
  let best: (Partition & { readonly within: number }) | undefined
  for (let start = 0; start < restarts; start++) {
    const { clusters, centroids } = kmeans(data, k, { seed: seed + start, maxIterations: 100 })
    const within = data.reduce(
      (sum, point, at) => sum + squared(point, centroids[clusters[at] as number] as number[]),
      0,
    )
    if (!best || within < best.within) best = { clusters, centres: centroids, within }
  }
  const { clusters, centres } = best as Partition
  const sizes = centres.map((_, cluster) => clusters.filter((own) => own === cluster).length)
  const order = centres
    .map((_, cluster) => cluster)
    .sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b)
  const place = new Map(order.map((cluster, at) => [cluster, at]))
  return {
    centres: order.map((cluster) => centres[cluster] as readonly number[]),
    clusters: clusters.map((cluster) => place.get(cluster) as number),
  }
}

function squared(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += ((a[at] as number) - (b[at] as number)) ** 2
  return sum
}

/** Mean 0 and standard deviation 1 a column; a column without any spread is left out of all distances. */
function standardise(raw: readonly (readonly number[])[]): number[][] {
  const width = raw[0]?.length ?? 0
  const scales = Array.from({ length: width }, (_, at) => {
    const mean = raw.reduce((sum, row) => sum + (row[at] as number), 0) / raw.length
    const spread = Math.sqrt(raw.reduce((sum, row) => sum + ((row[at] as number) - mean) ** 2, 0) / raw.length)
    return { mean, spread }
  })
  return raw.map((row) =>
    row.map((value, at) => {
      const { mean, spread } = scales[at] as { mean: number; spread: number }
      return spread > 1e-12 ? (value - mean) / spread : 0
    }),
  )
}

/** Of chance, without repetition. */
function sampleOf(points: readonly (readonly number[])[], random: () => number): readonly (readonly number[])[] {
  if (points.length <= SAMPLE) return points
  const places = points.map((_, at) => at)
  for (let at = 0; at < SAMPLE; at++) {
    const other = at + Math.floor(random() * (places.length - at))
    ;[places[at], places[other]] = [places[other] as number, places[at] as number]
  }
  return places.slice(0, SAMPLE).map((at) => points[at] as readonly number[])
}
