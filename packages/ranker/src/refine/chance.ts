import { fnv1a32 } from '@endcap/core'

/**
 * A number in [0, 1) that the seed decides: FNV-1a, then the finaliser of MurmurHash3 (Appleby), since FNV alone leaves
 * seeds that differ in their last letters close together. Whole numbers only, so every engine gives the same.
 */
export function chance(seed: string): number {
  let hash = fnv1a32(seed)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x100000000
}

/**
 * The list in an order that the seed decides, each order as likely as any other. Each entry draws its own lot by its id, so
 * that one that comes or goes leaves the others in their order: a page stays as it was when a product is sold out.
 */
export function shuffled<T extends { readonly id: string }>(list: readonly T[], seed: string): T[] {
  return list
    .map((entry) => ({ entry, lot: chance(`${entry.id} ${seed}`) }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ entry }) => entry)
}
