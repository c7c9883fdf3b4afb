/** What the report says of tables, alarms and recommendations. */
import { expect, test } from 'vitest'
import type { SourceBasis } from '../src/index.js'
import { renderCorrelate } from '../src/report/section/correlate.js'
import { renderDescribe } from '../src/report/section/describe.js'
import { renderQuality } from '../src/report/section/quality.js'
import { renderRegress } from '../src/report/section/regress.js'
import { renderWatch } from '../src/report/section/watch.js'

const basis: SourceBasis = { source: 'shop', zone: 'UTC', currency: 'EUR', period: undefined, filter: '', leftOut: {} }
const rate = (value: number) => ({ value, low: value * 0.9, high: value * 1.1 })

test('a table: gaps, odd values, and no value of fewer than ten rows', () => {
  const { markup } = renderDescribe({
    basis,
    table: 'orders',
    n: 30,
    columns: [
      {
        column: 'channel',
        kind: 'text',
        n: 28,
        missing: 2,
        distinct: 3,
        top: [
          { value: 'email', count: 25 },
          { value: 'Jane <Doe>', count: 3 },
        ],
        odd: { once: 0, alike: [['Email', 'email']] },
      },
    ],
  })
  expect(markup).toContain('1 column, 1 with gaps, 1 with odd values.')
  expect(markup).toContain('“Email” and “email” may be the same')
  expect(markup).not.toContain('Jane')
})

test('pairs: dots of fewer than ten rows are hidden', () => {
  const axis = { from: 0, step: 1, count: 24 }
  const pair = {
    a: 'a',
    b: 'b',
    method: 'pearson',
    n: 99,
    value: -0.5,
    low: -0.6,
    high: -0.4,
    p: 1e-9,
    p_adjusted: 1e-9,
  } as const
  const { markup } = renderCorrelate({
    basis,
    table: 'sessions',
    n: 99,
    pairs: [pair],
    scatter: {
      a: 'a',
      b: 'b',
      x: axis,
      y: axis,
      cells: [
        { x: 1, y: 1, count: 90 },
        { x: 7, y: 2, count: 9 },
      ],
    },
    left_out: {},
  })
  expect(markup).toContain('a and b go together most surely (-0.50).')
  expect(markup.match(/<circle/g)).toHaveLength(1)
  expect(markup).toContain('need not cause')
})

test('a regression: words first, intervals with a table', () => {
  const coefficient = { estimate: 2, standard_error: 0.1, low: 1.8, high: 2.2, p: 1e-9 }
  const { markup } = renderRegress({
    basis,
    table: 'orders',
    formula: 'value ~ pieces',
    family: 'linear',
    n: 50,
    missing: 3,
    coefficients: [
      { term: '(constant)', ...coefficient },
      { term: 'pieces', ...coefficient, vif: 12 },
    ],
    reference: {},
    r_squared: 0.8,
    log_likelihood: -1,
    aic: 4,
    p: 1e-9,
    words: ['value: 2 more with one more of pieces.'],
  })
  expect(markup).toContain('<strong>value: 2 more with one more of pieces.</strong>')
  expect(markup).toContain('pieces: hardly to be told apart from the others')
  expect(markup).toContain('range good')
})

const watched = {
  basis,
  n: 90,
  day: 20_000,
  days: 1,
  stock: [],
  series: 9,
  level: 0.001,
  false_alarms_per_quarter: 1,
  not_watched: [],
}

test('nothing unusual says so, and that there is nothing to do', () => {
  const { markup } = renderWatch({ ...watched, alarms: [] })
  expect(markup).toContain('Nothing was unusual up to 4 Oct 2024.')
  expect(markup).toContain('There is nothing to do.')
  expect(markup).not.toContain('<svg')
})

test('an alarm says what, against what, and where', () => {
  const alarm = {
    measure: 'conversion',
    direction: 'down',
    day: 20_000,
    span: 1,
    began: 20_000,
    ended: 20_000,
    goes_on: false,
    observed: 0.01,
    expected: 0.04,
    low: 0.03,
    high: 0.05,
    p: 1e-6,
    where: [{ by: 'channel', name: 'email', observed: 0, expected: 0.1, p: 1e-7 }],
  } as const
  const { markup } = renderWatch({ ...watched, alarms: [alarm] })
  expect(markup).toContain('Conversion down to 1.0 %, where 4.0 % was to be expected, most of all channel email.')
  expect(markup).toContain('9 series watched; at most 1 false alarm a quarter')
})

test('recommendations: the better strategy where it is clear, nothing of fewer than ten people', () => {
  const list = {
    placement: 'home',
    lists: 100,
    impressions: 500,
    clicks: 20,
    ctr: rate(0.1),
    cart_rate: rate(0.01),
    revenue_per_thousand: rate(50),
  }
  const result = {
    basis,
    n: 1500,
    people: 200,
    share: 0.25,
    positions: [],
    position_bias: 'harvested',
    feedback: [],
    strategies: [
      { ...list, strategy: 'for-you', people: 90, ctr_corrected: rate(0.3) },
      { ...list, strategy: 'trending', people: 90, ctr_corrected: rate(0.1) },
      { ...list, strategy: 'secret', people: 9, ctr_corrected: rate(0.1) },
    ],
  }
  const { markup } = renderQuality(result)
  expect(markup).toContain('for-you draws the most clicks in home.')
  expect(markup).toContain('seen by 200 people, one visitor of 4')
  expect(markup).not.toContain('secret')
})
