import type { Problem } from '@endcap/core'
import { type Check, fail, ok, warn } from './check.js'

/** Checks a JSON file of a site: that it is there, that it is JSON, and what its parser says. `name` is its path there. */
export function checkJson(
  what: string,
  name: string,
  bytes: Uint8Array | undefined,
  parse: (value: unknown) => { problems: readonly Problem[]; summary: string },
): Check {
  if (!bytes)
    return fail(what, `${name} is not there`, `put ${name} beside the shop's pages, or correct the tag's address of it`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    return fail(what, `${name} is not JSON: ${(error as Error).message}`, 'mend it at the place that the message names')
  }
  const { problems, summary } = parse(value)
  const [first] = problems
  if (!first) return ok(what, `${name}: ${summary}`)
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const where = `${first.path || 'the whole'}: ${first.code} ${first.detail ?? ''}`.trim()
  return warn(what, `${name}: ${summary}, ${count}`, `mend ${where}`)
}
