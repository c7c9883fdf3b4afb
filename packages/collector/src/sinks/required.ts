import { EndcapError } from '@endcap/core'

/** A setting that must be there. Throws `option-missing`. */
export function required(value: string | undefined, sink: string, option: string): string {
  if (!value) throw new EndcapError('option-missing', `the sink ${sink} needs ${option}`)
  return value
}
