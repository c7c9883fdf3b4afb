import { expect, test } from 'vitest'
import { fuzz } from './fuzz.js'
import { makeFolder } from './rig.js'

test('hostile requests: no crash, nothing stored that the parser would not make, answers of the right shape', async () => {
  const { requests, byStatus, stored, failures } = await fuzz({ count: 3000, seed: 7, dataDir: await makeFolder() })
  expect(failures).toEqual([])
  expect(Object.values(byStatus).reduce((sum, count) => sum + count, 0)).toBe(requests)
  expect(stored).toBeGreaterThan(500)
  expect(byStatus[400]).toBeGreaterThan(100)
  expect(byStatus[413]).toBeGreaterThan(0)
}, 60_000)
