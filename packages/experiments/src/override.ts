/** The query parameter of a preview link: `?endcap_variant=EXPERIMENT:VARIANT,EXPERIMENT:VARIANT`. */
export const OVERRIDE_PARAMETER = 'endcap_variant'

/**
 * Reads the forced variants of a preview link from a query string. Anything that is not `EXPERIMENT:VARIANT` is left out.
 * A forced visitor is never logged as exposed, so previews do not spoil the numbers.
 */
export function parseOverrides(search: string): Record<string, string> {
  const value = new RegExp(`[?&]${OVERRIDE_PARAMETER}=([^&#]*)`).exec(search)?.[1]
  if (!value) return {}
  const pairs = decode(value)
    .split(',')
    .map((pair) => pair.split(':'))
  return Object.fromEntries(pairs.filter((pair) => pair.length === 2 && pair[0] && pair[1]))
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return ''
  }
}
