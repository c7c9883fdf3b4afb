import { readFileSync } from 'node:fs'

/** Cases of GrowthBook's conformance file. */
export interface HashVectors {
  readonly hash: readonly { seed: string; value: string; version: number; expected: number | null }[]
  readonly getEqualWeights: readonly (readonly [count: number, weights: readonly number[]])[]
  readonly inNamespace: readonly {
    name: string
    id: string
    namespace: readonly [group: string, start: number, end: number]
    expected: boolean
  }[]
  readonly getBucketRange: readonly {
    name: string
    numVariations: number
    coverage: number
    weights: readonly number[] | null
    expected: readonly [number, number][]
  }[]
  readonly chooseVariation: readonly {
    name: string
    n: number
    ranges: readonly [number, number][]
    expected: number
  }[]
}

/** Reads the committed vectors; their source and licence are in `vectors/NOTICE.md`. */
export function readHashVectors(): HashVectors {
  return JSON.parse(readFileSync(new URL('../vectors/growthbook-hash.json', import.meta.url), 'utf8'))
}
