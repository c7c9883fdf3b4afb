/** Regressions beside certified and published figures. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { correlateTable, openTableSource, type RegressOptions, regressTable } from '../src/index.js'
import { parseFormula } from '../src/statistics/formula.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'regress-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, columns: Readonly<Record<string, readonly (number | string)[]>>): string {
  const path = join(folder, name)
  const names = Object.keys(columns)
  const lines = (columns[names[0] as string] ?? []).map((_, row) => names.map((each) => columns[each]?.[row]).join(','))
  writeFileSync(path, [names.join(','), ...lines].join('\n'))
  return path
}

async function regress(path: string, options: RegressOptions) {
  const source = await openTableSource({ file: path })
  try {
    return await regressTable(source, options)
  } finally {
    await source.close()
  }
}

/** Digits that agree with a certified value, as NIST counts them. */
const digits = (found: number, certified: number): number =>
  found === certified ? 15 : -Math.log10(Math.abs(found - certified) / Math.abs(certified))

/** NIST StRD, linear regression, Longley (1967); itl.nist.gov/div898/strd. Six columns that hardly differ. */
const LONGLEY = {
  y: [60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551],
  x1: [83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9],
  x2: [
    234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546, 482704, 502601,
    518173, 554894,
  ],
  x3: [2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007],
  x4: [1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827],
  x5: [
    107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950, 123366, 125368,
    127852, 130081,
  ],
  x6: Array.from({ length: 16 }, (_, year) => 1947 + year),
}
const CERTIFIED = {
  estimates: [
    -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359, -0.0511041056535807,
    1829.15146461355,
  ],
  errors: [
    890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.22607320006937,
    455.478499142212,
  ],
  residualSd: 304.854073561965,
  rSquared: 0.995479004577296,
}

describe('least squares', () => {
  test('Longley agrees with the certified values to nine digits', async () => {
    const found = await regress(file('longley.csv', LONGLEY), { formula: 'y ~ x1 + x2 + x3 + x4 + x5 + x6' })
    found.coefficients.forEach(({ estimate, standard_error_classical: error = 0 }, at) => {
      expect(digits(estimate, CERTIFIED.estimates[at] as number), `estimate ${at}`).toBeGreaterThan(9)
      expect(digits(error, CERTIFIED.errors[at] as number), `error ${at}`).toBeGreaterThan(9)
    })
    expect(digits(found.residual_sd ?? 0, CERTIFIED.residualSd)).toBeGreaterThan(9)
    expect(digits(found.r_squared, CERTIFIED.rSquared)).toBeGreaterThan(9)
    // The textbook's example of columns that cannot be told apart (Longley's VIF of GNP: 1788.5).
    expect(found.coefficients[2]?.vif).toBeCloseTo(1788.5, 0)
  })

  test('a polynomial of the fifth degree over whole numbers has coefficients of one (NIST StRD, Wampler1)', async () => {
    const x = Array.from({ length: 21 }, (_, at) => at)
    const power = (to: number) => x.map((value) => value ** to)
    const y = x.map((value) => 1 + value + value ** 2 + value ** 3 + value ** 4 + value ** 5)
    const found = await regress(
      file('wampler1.csv', { y, x1: x, x2: power(2), x3: power(3), x4: power(4), x5: power(5) }),
      { formula: 'y ~ x1 + x2 + x3 + x4 + x5' },
    )
    for (const { estimate, term } of found.coefficients) expect(digits(estimate, 1), term).toBeGreaterThan(6)
  })

  test('HC3 of two groups is the sum of what each group spreads, its rows left out one by one', async () => {
    const groups = { a: [1, 4, 2, 9], b: [20, 22, 80, 31, 7] }
    const path = file('groups.csv', {
      g: [...groups.a.map(() => 'a'), ...groups.b.map(() => 'b')],
      y: [...groups.a, ...groups.b],
    })
    const found = await regress(path, { formula: 'y ~ g' })
    const variance = Object.values(groups).reduce((sum, values) => {
      const n = values.length
      const mean = values.reduce((total, value) => total + value, 0) / n
      return sum + values.reduce((total, value) => total + (((value - mean) * n) / (n - 1)) ** 2, 0) / n ** 2
    }, 0)
    expect(found.reference).toEqual({ g: 'b' })
    expect(found.coefficients[1]?.term).toBe('g=a')
    expect(found.coefficients[1]?.estimate).toBeCloseTo(4 - 32, 10)
    expect(found.coefficients[1]?.standard_error).toBeCloseTo(Math.sqrt(variance), 10)
  })

  test('words say what goes up by how much, and what is not shown', async () => {
    const x = Array.from({ length: 40 }, (_, at) => at)
    const path = file('words.csv', {
      y: x.map((value) => 5 + 2 * value + ((value * 7919) % 11) - 5),
      x,
      nothing: x.map((value) => (value * 104729) % 13),
    })
    const { words, coefficients } = await regress(path, { formula: 'y ~ x + nothing' })
    expect(words[0]).toMatch(/^y: (1\.9\d*|2|2\.0\d*) more \(.* to .*\) with one more of x, the others being equal\.$/)
    expect(coefficients[2]?.p).toBeGreaterThan(0.05)
    expect(words[1]).toMatch(/no difference shown for one more of nothing/)
  })

  test('of more rows than are fitted, some are taken, evenly', async () => {
    const x = Array.from({ length: 250_000 }, (_, at) => at % 1000)
    const path = file('many.csv', { y: x.map((value, at) => 3 + 0.5 * value + ((at * 7919) % 101) - 50), x })
    const found = await regress(path, { formula: 'y ~ x' })
    expect(found).toMatchObject({ sampled_from: 250_000, n: 83_333 })
    const [, slope] = found.coefficients
    expect(slope?.low).toBeLessThan(0.5)
    expect(slope?.high).toBeGreaterThan(0.5)
    expect((slope?.high ?? 1) - (slope?.low ?? 0)).toBeLessThan(0.01)
  }, 60_000)

  test('a logarithm on both sides is an elasticity', async () => {
    const price = [1, 2, 3, 4, 5, 6, 8, 10]
    const path = file('elasticity.csv', { price, pieces: price.map((value) => 100 * value ** -1.7) })
    const { coefficients, r_squared } = await regress(path, { formula: 'log(pieces) ~ log(price)' })
    expect(coefficients[1]?.estimate).toBeCloseTo(-1.7, 10)
    expect(r_squared).toBeCloseTo(1, 10)
  })
})

/** The O-rings of the flights before Challenger (Presidential Commission 1986; Dalal, Fowlkes, Hoadley 1989). */
const RINGS = {
  temperature: [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58],
  damage: [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1],
}

describe('logistic', () => {
  test('the O-rings agree with the published fit', async () => {
    const found = await regress(file('rings.csv', RINGS), { formula: 'damage ~ temperature' })
    expect(found.family).toBe('logistic')
    const [constant, slope] = found.coefficients
    expect(constant?.estimate).toBeCloseTo(15.0429, 4)
    expect(constant?.standard_error).toBeCloseTo(7.3786, 3)
    expect(slope?.estimate).toBeCloseTo(-0.2322, 4)
    expect(slope?.standard_error).toBeCloseTo(0.1082, 4)
    expect(-2 * found.log_likelihood).toBeCloseTo(20.315, 3)
    expect(found.words[0]).toMatch(/^damage = 1: the odds are 0\.793 times as high/)
  })

  test('a column that tells the outcome without fail has no coefficient, and is named', async () => {
    const path = file('separated.csv', { y: [0, 0, 0, 0, 1, 1, 1, 1], x: [1, 2, 3, 4, 5, 6, 7, 8] })
    await expect(regress(path, { formula: 'y ~ x' })).rejects.toThrow(/without fail \(x\)/)
  })
})

describe('what is refused', () => {
  const path = () =>
    file('small.csv', {
      y: [1, 2, 3, 5, 4, 6],
      x: [1, 2, 3, 4, 5, 6],
      twice: [2, 4, 6, 8, 10, 12],
      one: [1, 1, 1, 1, 1, 1],
    })
  test.each([
    ['y', /a formula is an outcome/],
    ['y ~ x ~ one', /a formula is an outcome/],
    ['y ~ x + x', /x stands twice/],
    ['y ~ exp(x)', /"exp\(x\)" in .* is no column/],
    ['y ~ z', /no column z: y, x, twice, one/],
    ['y ~ x + twice', /twice is told already by x/],
    ['y ~ one', /one is the same in every row/],
  ])('%s', async (formula, message) => {
    await expect(regress(path(), { formula })).rejects.toThrow(message)
  })
  test('a name may hold blanks', () => {
    expect(parseFormula('net value ~ log(unit price) + b').terms).toEqual([
      { column: 'unit price', isLog: true },
      { column: 'b', isLog: false },
    ])
  })
})

/** Anscombe (1973): four pictures, one correlation. */
const ANSCOMBE = {
  x: [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
  y1: [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
  y2: [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74],
  y3: [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73],
}

describe('correlation', () => {
  const correlate = async (path: string) => {
    const source = await openTableSource({ file: path })
    try {
      return await correlateTable(source)
    } finally {
      await source.close()
    }
  }
  test('Anscombe’s pictures have one Pearson, and Spearman tells them apart', async () => {
    const { pairs } = await correlate(file('anscombe.csv', ANSCOMBE))
    const of = (a: string, b: string, method: string) =>
      pairs.find((pair) => pair.a === a && pair.b === b && pair.method === method)
    expect(of('x', 'y1', 'pearson')?.value).toBeCloseTo(0.81642, 5)
    expect(of('x', 'y2', 'pearson')?.value).toBeCloseTo(0.81624, 5)
    expect(of('x', 'y3', 'pearson')?.value).toBeCloseTo(0.81629, 5)
    expect(of('x', 'y1', 'pearson')?.p).toBeCloseTo(0.00217, 5)
    expect(of('x', 'y1', 'spearman')?.value).toBeCloseTo(0.81818, 5)
    expect(of('x', 'y2', 'spearman')?.value).toBeCloseTo(0.69091, 5)
    expect(of('x', 'y3', 'spearman')?.value).toBeCloseTo(0.99091, 5)
  })

  test('words with words by Cramér, words with numbers by the correlation ratio', async () => {
    // UCBAdmissions (Bickel, Hammel, O’Connell 1975): sex and admission, chi-square 92.205 without a correction.
    const cells = [
      ['male', 'yes', 1198],
      ['male', 'no', 1493],
      ['female', 'yes', 557],
      ['female', 'no', 1278],
    ] as const
    const rows = cells.flatMap(([sex, admitted, times]) => Array.from({ length: times }, () => ({ sex, admitted })))
    const { pairs } = await correlate(
      file('berkeley.csv', { sex: rows.map(({ sex }) => sex), admitted: rows.map(({ admitted }) => admitted) }),
    )
    const n = 4526
    const phi = 92.205 / n - 1 / (n - 1)
    expect(pairs[0]?.method).toBe('cramers_v')
    expect(pairs[0]?.value).toBeCloseTo(Math.sqrt(phi / (1 - 1 / (n - 1))), 4)
    const byGroup = await correlate(
      file('plant.csv', {
        // R's PlantGrowth (Dobson 1983): F 4.846 of 2 and 27 degrees, p 0.01591.
        weight: [
          4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14, 4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89,
          4.32, 4.69, 6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26,
        ],
        group: Array.from({ length: 30 }, (_, row) => ['ctrl', 'trt1', 'trt2'][Math.floor(row / 10)] as string),
      }),
    )
    expect(byGroup.pairs[0]).toMatchObject({ method: 'eta', n: 30 })
    expect(byGroup.pairs[0]?.p).toBeCloseTo(0.01591, 5)
    expect(byGroup.pairs[0]?.value).toBeCloseTo(Math.sqrt(3.76634 / (3.76634 + 10.49209)), 5)
  })
})
