import type { Random } from '@endcap/core'

/** A repeatable generator: xoshiro128** (Blackman and Vigna 2018) seeded by splitmix32. Same seed, same numbers. */
export function createSeededRandom(seed: number): Random {
  let mix = seed >>> 0
  const next = () => {
    mix = (mix + 0x9e3779b9) >>> 0
    let z = mix
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  const rotl = (x: number, k: number) => ((x << k) | (x >>> (32 - k))) >>> 0
  let [a, b, c, d] = [next(), next(), next(), next()] as [number, number, number, number]
  const draw = () => {
    const result = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotl(d, 11)
    return result
  }
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'
  return {
    unit: () => draw() / 0x100000000,
    id: () => Array.from({ length: 21 }, () => letters[draw() & 63]).join(''),
  }
}
