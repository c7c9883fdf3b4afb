/** Hashes with a written specification, so that every engine and every peer gives the same bucket. */

const PRIME = 0x01000193

/**
 * FNV-1a, 32 bit, over UTF-16 code units XORed in whole. For ASCII it is the textbook hash;
 * for other text it follows GrowthBook's SDKs, not the UTF-8 bytes. With the hash of what stands before the text it goes on from there.
 */
export function fnv1a32(text: string, before = 0x811c9dc5): number {
  let hash = before
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME)
  return hash >>> 0
}

/**
 * Bucket of `value` under `seed`: one of 10,000 steps in [0, 1).
 * GrowthBook's hash version 2: FNV-1a of the decimal text of FNV-1a(seed + value), modulo 10,000.
 */
export function hashToUnit(seed: string, value: string): number {
  let rest = fnv1a32(value, fnv1a32(seed))
  let hash = fnv1a32('')
  let unit = 1
  while (unit * 10 <= rest) unit *= 10
  // The digits of the text, which is not made: whole shops are assigned at once in reports.
  for (; unit >= 1; unit /= 10) {
    const digit = Math.floor(rest / unit)
    rest -= digit * unit
    hash = Math.imul(hash ^ (48 + digit), PRIME)
  }
  return ((hash >>> 0) % 10000) / 10000
}
