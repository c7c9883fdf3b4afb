import { expect, it } from 'vitest'
import { smoke } from './smoke.mjs'

it('carries a shopper’s every event from the page into DuckDB exactly once, and re-ranks the row', async () => {
  const { result, problems } = await smoke()
  expect(problems).toEqual([])
  expect(result).toMatchObject({ stored: result.sent, rows: result.sent, duplicates: 0, reranked: true, cls: 0 })
}, 120_000)
