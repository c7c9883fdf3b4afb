/** Each field as the first of the parts has it, within order, search and data as well. */
export function fill(...parts: readonly (object | undefined)[]): Record<string, unknown> {
  const filled: Record<string, unknown> = {}
  for (const part of parts) {
    for (const [key, value] of Object.entries(part ?? {})) {
      const own = filled[key]
      filled[key] = isObject(own) && isObject(value) ? fill(own, value) : (own ?? value)
    }
  }
  return filled
}

function isObject(value: unknown): value is object {
  return Object(value) === value && !Array.isArray(value)
}
