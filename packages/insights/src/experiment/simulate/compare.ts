import { type CompareOptions, compareMetric } from '../compare.js'
import { METRICS, type MetricDefinition } from '../metric.js'
import type { MetricMoments } from '../moments.js'
import type { SimulatedMetric } from './experiment.js'

/** Test minus control, or by how much of control it is more. */
export type ComparisonForm = 'absolute' | 'relative'

/** Both ways to read one difference. */
export interface Reads {
  readonly value: number
  readonly fixed: { readonly low: number; readonly high: number }
  readonly alwaysValid: { readonly low: number; readonly high: number }
  /** Share of the variance that CUPED took away, 0–1; 0 where it was not used. */
  readonly cupedReduction: number
}

const PER_SESSION: MetricDefinition = {
  id: 'revenue_per_session',
  label: 'Revenue per session',
  kind: 'ratio',
  numerator: 'revenue',
  denominator: 'sessions',
  unit: 'money',
  better: 'higher',
  role: 'secondary',
}
const DEFINITIONS = new Map([...METRICS, PER_SESSION].map((definition) => [definition.id, definition]))
const ARMS = ['control', 'test']

/** Compares two arms by what reads real experiments. Undefined while nothing can be said. */
export function compareMoments(
  metric: SimulatedMetric,
  [control, test]: readonly [MetricMoments, MetricMoments],
  { form, ...options }: { readonly form: ComparisonForm } & Pick<CompareOptions, 'alpha' | 'cuped'>,
): Reads | undefined {
  const definition = DEFINITIONS.get(metric) as MetricDefinition
  const moments = { control: { [metric]: control }, test: { [metric]: test } }
  const comparison = compareMetric(definition, ARMS, moments, options).comparisons[0]
  const [alwaysValid, fixed] = [comparison?.[form], comparison?.fixed[form]]
  if (!comparison || !alwaysValid || !fixed) return undefined
  return { value: alwaysValid.value, fixed, alwaysValid, cupedReduction: comparison.cuped?.reduction ?? 0 }
}
