/**
 * The mean silhouette of points in clusters, −1 to 1 (Rousseeuw 1987): how much nearer a point is to its own cluster than to the next one.
 * A point alone in its cluster counts 0. `clusters` are numbers from 0 to below `count`.
 */
export function silhouetteOf(
  points: readonly (readonly number[])[],
  clusters: readonly number[],
  count: number,
): number {
  const n = points.length
  const sums = Array.from({ length: n }, () => new Float64Array(count))
  const sizes = new Float64Array(count)
  for (let a = 0; a < n; a++) {
    sizes[clusters[a] as number]! += 1
    for (let b = 0; b < a; b++) {
      const between = distance(points[a] as number[], points[b] as number[])
      ;(sums[a] as Float64Array)[clusters[b] as number]! += between
      ;(sums[b] as Float64Array)[clusters[a] as number]! += between
    }
  }
  let total = 0
  for (let a = 0; a < n; a++) {
    const own = clusters[a] as number
    if ((sizes[own] as number) < 2) continue
    const sum = sums[a] as Float64Array
    const inside = (sum[own] as number) / ((sizes[own] as number) - 1)
    let outside = Number.POSITIVE_INFINITY
    for (let other = 0; other < count; other++) {
      if (other !== own && (sizes[other] as number) > 0)
        outside = Math.min(outside, (sum[other] as number) / (sizes[other] as number))
    }
    if (Number.isFinite(outside) && Math.max(inside, outside) > 0)
      total += (outside - inside) / Math.max(inside, outside)
  }
  return n > 0 ? total / n : 0
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += ((a[at] as number) - (b[at] as number)) ** 2
  return Math.sqrt(sum)
}
