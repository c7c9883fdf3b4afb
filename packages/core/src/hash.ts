/** Hashes with a written specification, so that every engine and every peer gives the same bucket. */

/**
 * FNV-1a, 32 bit, over UTF-16 code units XORed in whole. For ASCII it is the textbook hash;
 * for other text it follows GrowthBook's SDKs, not the UTF-8 bytes.
 */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * Bucket of `value` under `seed`: one of 10,000 steps in [0, 1).
 * GrowthBook's hash version 2: FNV-1a of the decimal text of FNV-1a(seed + value), modulo 10,000.
 */
export function hashToUnit(seed: string, value: string): number {
  return (fnv1a32(String(fnv1a32(seed + value))) % 10000) / 10000
}
