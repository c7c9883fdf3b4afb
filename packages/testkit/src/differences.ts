/** Sums of doubles depend on their order in the last digits: a relative 1e-9 of the larger, as the statistics vectors have it. */
const TOLERANCE = 1e-9

/** Where two answers differ; nothing when they are the same. */
export function differences(found: unknown, expected: unknown, path = ''): string[] {
  if (typeof found === 'number' && typeof expected === 'number') {
    const isSame =
      Object.is(found, expected) ||
      Math.abs(found - expected) <= TOLERANCE * Math.max(Math.abs(found), Math.abs(expected))
    return isSame ? [] : [`${path}: ${found}, not ${expected}`]
  }
  if (typeof found === 'object' && found !== null && typeof expected === 'object' && expected !== null) {
    const [own, other] = [found as Record<string, unknown>, expected as Record<string, unknown>]
    const keys = new Set([...Object.keys(own), ...Object.keys(other)])
    return [...keys].flatMap((key) => differences(own[key], other[key], `${path}/${key}`))
  }
  return found === expected ? [] : [`${path}: ${String(found)}, not ${String(expected)}`]
}
