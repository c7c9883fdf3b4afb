import type { VisitRows } from './experiment.js'

/**
 * The value at which each metric with a `capQuantile` is capped: the order statistic of that rank over the visitors of all arms,
 * those without a value among them, so that every database finds the same. A metric that so few have that it would be 0 is not capped.
 */
export async function readCaps({
  metrics,
  measures,
  table,
  ask,
}: Omit<VisitRows, 'caps'>): Promise<Map<string, number>> {
  const caps = new Map<string, number>()
  const capped = metrics.filter(({ capQuantile }) => capQuantile !== undefined)
  if (capped.length === 0) return caps
  const [all] = await ask<{ visitors: number }>(`SELECT sum(entered) AS visitors FROM ${table} AS visits`)
  const visitors = all?.visitors ?? 0
  const known = new Map<string, number | undefined>()
  for (const metric of capped) {
    const column = `a${measures.of(metric).numerator}`
    // Of the values in falling order the first has rank `visitors`.
    const skip = visitors - Math.ceil((metric.capQuantile ?? 1) * visitors)
    const key = `${column} ${skip}`
    if (!known.has(key)) {
      const [row] = await ask<{ total: number }>(
        `SELECT total FROM (SELECT sum(${column}) AS total FROM ${table} AS visits GROUP BY visitor) AS totals
         WHERE total > 0 ORDER BY total DESC LIMIT 1 OFFSET ${skip}`,
      )
      known.set(key, row?.total)
    }
    const cap = known.get(key)
    if (cap !== undefined) caps.set(metric.id, cap)
  }
  return caps
}
