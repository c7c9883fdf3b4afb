import { readFileSync } from 'node:fs'
import * as core from '@endcap/core'
import { expect, it } from 'vitest'
import * as explaining from '../src/explain/index.js'
import * as ranker from '../src/index.js'
import * as refining from '../src/refine/index.js'
import { play, type Vectors } from '../vectors/play.mjs'

const { given, expected }: Vectors = JSON.parse(
  readFileSync(new URL('../vectors/ranker.json', import.meta.url), 'utf8'),
)

/** Thousands of questions, on a machine that does other things too. */
const TIMEOUT_MS = 30_000

it('answers the conformance vectors to the last bit', { timeout: TIMEOUT_MS }, async () => {
  const answer = await play({ ...core, ...ranker, ...explaining, ...refining }, given)
  // What is undefined is not in JSON.
  expect(JSON.parse(JSON.stringify(answer))).toEqual(expected)
})

it('has vectors with something in them', () => {
  const { bulk, sharded, shoppers } = expected as never as {
    bulk: Record<string, { numbers: number }>
    sharded: unknown[][]
    shoppers: { refined: Record<string, { explored: { reason: { propensity: number } }[] }> }[]
  }
  expect(bulk.refined?.numbers).toBeGreaterThan(100_000)
  expect(sharded.every((row) => row.length > 0)).toBe(true)
  const propensities = shoppers.flatMap(({ refined }) => refined.explored?.explored ?? []).map(({ reason }) => reason)
  expect(propensities.some(({ propensity }) => propensity > 0 && propensity < 1)).toBe(true)
  const steps = JSON.stringify(expected).match(/"step":"\w+"/g)
  for (const step of ['taste', 'repeat', 'search', 'weights', 'fatigue', 'diversity', 'rotation', 'exploration'])
    expect(steps).toContain(`"step":"${step}"`)
})
