import type { ChangeMetric } from '@endcap/insights'
import { UsageError } from '../../io.js'
import { pairsOf } from './pairs.js'

/** What a shop wants of a stretch of days: `revenue=20000,nps=40`. Throws `UsageError` for a number that is not followed. */
export async function goalsOf(list: string): Promise<Partial<Record<ChangeMetric, number>>> {
  const { CHANGE_METRICS } = await import('@endcap/insights')
  const goals = pairsOf('goals', list).map(([name, text]) => {
    const metric = CHANGE_METRICS.find((known) => known === name)
    if (metric === undefined) throw new UsageError(`--goals: ${name} is none of ${CHANGE_METRICS.join(', ')}`)
    if (!Number.isFinite(Number(text))) throw new UsageError(`--goals: ${name} is a number`)
    return [metric, Number(text)] as const
  })
  return Object.fromEntries(goals)
}
