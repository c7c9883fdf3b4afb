import type { EndcapError } from '@endcap/core'
import type { Fail } from './fail.js'

/**
 * Tells what is wrong with a file of the model; `name` comes before it. An error of another chunk is of another class, so that
 * its code tells what it is.
 */
export function tellModel(fail: Fail, name: string, error: unknown): void {
  const { code, message, cause } = error as EndcapError
  if (typeof code !== 'string') fail('network-failed', `model: ${name}${error}`, error)
  // A file that did not come is told by its name already: by what it failed, is not.
  else fail(code, `model: ${name}${code === 'network-failed' ? cause : message.replace(/.*?: /, '')}`, cause)
}
