import { type CompareOptions, compareMetric } from '../compare.js'
import { METRICS, type MetricDefinition } from '../metric.js'
import type { MetricMoments } from '../moments.js'
import type { SimulatedMetric } from './experiment.js'

/** Test minus control, or by how much of control it is more. */
export type ComparisonForm = 'absolute' | 'relative'

/** Both ways to read one difference. */
export interface Reads {
  readonly value: number
  readonly fixed: Bounds
  /** Without end where nothing is excluded yet. */
  readonly alwaysValid: Bounds
}

interface Bounds {
  readonly low: number
  readonly high: number
}

/** Two arms, compared; a form is undefined while nothing can be said in it. */
export interface ComparedMoments extends Readonly<Record<ComparisonForm, Reads | undefined>> {
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

const NOTHING: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

/** Compares two arms by what reads real experiments. Undefined while nothing can be said. */
export function compareMoments(
  metric: SimulatedMetric,
  [control, test]: readonly [MetricMoments, MetricMoments],
  options: Pick<CompareOptions, 'alpha' | 'cuped'> = {},
): ComparedMoments | undefined {
  const definition = DEFINITIONS.get(metric) as MetricDefinition
  const moments = { control: { [metric]: control }, test: { [metric]: test } }
  const comparison = compareMetric(definition, ARMS, moments, options).comparisons[0]
  if (!comparison) return undefined
  const read = (form: ComparisonForm): Reads | undefined => {
    const fixed = comparison.fixed[form]
    return fixed && { value: fixed.value, fixed, alwaysValid: comparison[form] ?? NOTHING }
  }
  return {
    absolute: read('absolute'),
    relative: read('relative'),
    cupedReduction: comparison.cuped?.reduction ?? 0,
  }
}
