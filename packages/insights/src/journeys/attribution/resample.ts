import poisson from '@stdlib/random-base-poisson'
import { createRandom } from '../../random.js'
import type { Path } from './path.js'

/** Paths as they would be counted another time: each count is drawn from a Poisson distribution with that mean. */
export function* resamplePaths(paths: readonly Path[], draws: number, seed = 1): Generator<Path[]> {
  const draw = poisson.factory({ prng: asPrng(createRandom(seed)) })
  const count = (mean: number): number => (mean > 0 ? draw(mean) : 0)
  for (let done = 0; done < draws; done++) {
    yield paths.map(({ steps, conversions, value, nulls }) => {
      const drawn = count(conversions)
      return {
        steps,
        conversions: drawn,
        value: conversions > 0 ? (value * drawn) / conversions : value,
        nulls: count(nulls),
      }
    })
  }
}

/** The library divides by what it draws: never 0. */
function asPrng(random: () => number): () => number {
  return () => random() || 2 ** -33
}
