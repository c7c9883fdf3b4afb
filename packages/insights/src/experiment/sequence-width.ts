import { differ, type SequenceOptions } from './sequential.js'

/** Half the width of the always-valid interval at so many visitors of both arms together, in standard errors. */
export function standardErrorsWide(visitors: number, options: SequenceOptions = {}): number {
  const unit = differ({ value: 0, variance: 1 }, { value: 0, variance: 0 }, visitors, options)
  return (unit as { readonly high: number }).high
}
