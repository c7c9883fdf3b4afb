import { EndcapError, type MetricPlan } from '@endcap/core'
import { METRICS, type MetricDefinition } from './metric.js'

/** The metrics that every experiment has, then the shop's own. Throws `option-invalid` for an id that is taken. */
export function metricsOf(plans: readonly MetricPlan[] = []): readonly MetricDefinition[] {
  const taken = new Set(METRICS.map(({ id }) => id))
  const own = plans.map((plan) => {
    if (taken.has(plan.id)) throw new EndcapError('option-invalid', `the metric ${plan.id}: there is one of this id`)
    taken.add(plan.id)
    return toDefinition(plan)
  })
  return [...METRICS, ...own]
}

function toDefinition(plan: MetricPlan): MetricDefinition {
  const { id, label, event, sum = 'count', per = 'visitor', better = 'higher', role = 'secondary' } = plan
  return {
    id,
    label,
    numerator: { event, sum },
    unit: sum === 'value' ? 'money' : 'count',
    better,
    role,
    ...(per === 'session' ? { kind: 'ratio', denominator: 'sessions' } : { kind: 'mean' }),
  }
}
