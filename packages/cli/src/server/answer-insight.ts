import { EndcapError } from '@endcap/core'
import {
  INSIGHTS,
  type InsightName,
  type InsightOptions,
  openWarehouseSource,
  runInsight,
  type Warehouse,
  type WarehouseSourceOptions,
} from '@endcap/insights'

/** Which insight, of which part of the warehouse. */
export interface InsightQuestion {
  readonly insight: string
  readonly source?: WarehouseSourceOptions
  readonly options?: object
}

/** Answers an insight from a warehouse that is open. Throws `reference-unknown` for one that there is not. */
export async function answerInsight(
  warehouse: Pick<Warehouse, 'dialect' | 'query' | 'keep'>,
  { insight, source: asked = {}, options = {} }: InsightQuestion,
): Promise<object> {
  if (!Object.hasOwn(INSIGHTS, insight)) throw new EndcapError('reference-unknown', `there is no insight ${insight}`)
  const source = await openWarehouseSource(warehouse, asked)
  try {
    return await runInsight(insight as InsightName, source, options as InsightOptions<InsightName>)
  } finally {
    await source.close()
  }
}
