import { UsageError } from '../../io.js'

/** The pairs of a list such as `customer=2,date=3`. Throws `UsageError` naming the option. */
export function pairsOf(option: string, list: string): (readonly [string, string])[] {
  if (list === '') return []
  return list.split(',').map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1 || at === pair.length - 1) throw new UsageError(`--${option} is a list of name=value, not "${pair}"`)
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const
  })
}
