/** Tables described, beside certified figures and by hand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeTable, type NumberColumn, openTableSource, type TextColumn } from '../src/index.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'describe-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function describeText(text: string) {
  const file = join(folder, 'table.csv')
  writeFileSync(file, text)
  const source = await openTableSource({ file })
  try {
    return await describeTable(source)
  } finally {
    await source.close()
  }
}

/** NIST StRD, univariate, NumAcc1 to 4: large numbers of small spread. */
const alternating = (first: string, low: string, high: string) =>
  ['y', first, ...Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? low : high))].join('\n')
test.each([
  ['NumAcc1', 'y\n10000001\n10000003\n10000002', 10000002, 1, 14],
  ['NumAcc2', alternating('1.2', '1.1', '1.3'), 1.2, 0.1, 12],
  ['NumAcc3', alternating('1000000.2', '1000000.1', '1000000.3'), 1000000.2, 0.1, 8.5],
  ['NumAcc4', alternating('10000000.2', '10000000.1', '10000000.3'), 10000000.2, 0.1, 7.5],
])('%s agrees with its certified mean and deviation', async (_, text, mean, sd, digits) => {
  const [column] = (await describeText(text)).columns as [NumberColumn]
  expect(Math.abs(column.mean - mean) / mean).toBeLessThan(1e-14)
  expect(Math.abs((column.sd ?? 0) - sd) / sd).toBeLessThan(10 ** -digits)
})

test('numbers: missing cells, quantiles, odd values, histogram', async () => {
  const values = [...Array.from({ length: 99 }, (_, at) => at + 1), 5000]
  const { n, columns } = await describeText(['a,b', ...values.map((value) => `${value},x`), ',x', 'NA,x'].join('\n'))
  const [a] = columns as [NumberColumn, TextColumn]
  expect(n).toBe(102)
  // By hand: 1 to 99 and 5000.
  expect(a).toMatchObject({ n: 100, missing: 2, distinct: 100, min: 1, max: 5000, zeros: 0, negatives: 0 })
  expect(a.mean).toBeCloseTo(99.5, 12)
  expect(a.quantiles.q50).toBe(50.5)
  expect(a.quantiles.q25).toBe(25.75)
  expect(a.quantiles.q95).toBeCloseTo(95.05, 10)
  expect(a.odd).toMatchObject({ below: 0, above: 1, examples: [5000] })
  expect(a.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(100)
  expect(a.histogram.at(-1)?.count).toBe(1)
})

test('words: top values, what stands once, what differs in case only', async () => {
  const { columns } = await describeText('w\nred\nred\nRed\nblue\nblue\nblue\ngreen\n\n')
  const [column] = columns as [TextColumn]
  expect(column.kind).toBe('text')
  expect(column.top.slice(0, 2)).toEqual([
    { value: 'blue', count: 3 },
    { value: 'red', count: 2 },
  ])
  expect(column.odd).toEqual({ once: 2, alike: [['Red', 'red']] })
})

test('a column of numbers with one word in it is of words', async () => {
  const { columns } = await describeText('a\n1\n2\nthree\n')
  expect(columns[0]?.kind).toBe('text')
})

test('a file without rows is refused', async () => {
  await expect(describeText('a,b\n')).rejects.toMatchObject({ code: 'input-empty' })
})
