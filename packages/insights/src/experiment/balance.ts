import type { Linear } from './linearise.js'
import { welch } from './welch.js'

/** Whether an arm's visitors were like control's before they were exposed. */
export interface Balance {
  readonly metric: string
  readonly variant: string
  /** Test less control, before. */
  readonly value: number
  readonly p: number
  /** The arms differed before the experiment could change anything: look for how visitors were drawn. */
  readonly alarm: boolean
}

/** Below this chance the arms count as different from the start. */
export const BALANCE_ALARM_P = 0.001

/** Welch's test on the metric before the exposure. Undefined where nothing is known of before, or nobody differed. */
export function checkBalance(metric: string, variant: string, test: Linear, control: Linear): Balance | undefined {
  if (!test.before || !control.before) return undefined
  const compared = welch({
    value: test.before.value - control.before.value,
    variances: [test.before.variance / test.visitors, control.before.variance / control.visitors],
    visitors: [test.visitors, control.visitors],
  })
  return compared && { metric, variant, value: compared.value, p: compared.p, alarm: compared.p < BALANCE_ALARM_P }
}
