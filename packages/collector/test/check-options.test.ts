import { expect, test } from 'vitest'
import { checkOptions } from '../src/index.js'

test('has nothing to say of sound options', () => {
  const sinks = [{ type: 'duckdb' }, { type: 'ndjson' }] as const
  expect(checkOptions({ dataDir: 'data', keys: ['a'], port: 0, sinks, limits: { drainMs: 1 } })).toEqual([])
})

test('names every problem, with its place', () => {
  const problems = checkOptions({
    dataDir: '',
    keys: [],
    port: 70_000,
    origins: ['shop.example'],
    adminToken: 'short',
    limits: { drainMs: -1, spoolBytes: 5, [String('spolBytes')]: 5 },
    sinks: [{ type: 'duckdb' }, { type: 'postgres', schema: 'A b' }, { type: 'http', name: 'No', url: 'http://x' }],
  })
  expect(problems.map(({ path }) => path)).toEqual([
    '/dataDir',
    '/keys',
    '/port',
    '/origins',
    '/adminToken',
    '/limits/drainMs',
    '/limits/spolBytes',
    '/sinks/1',
    '/sinks/2',
  ])
  expect(problems[2]?.detail).toBe('port: expected 0 to 65535')
})

test('finds what shows of several sinks together', () => {
  const problems = checkOptions({ dataDir: 'data', keys: ['a'], sinks: [{ type: 'duckdb' }, { type: 'duckdb' }] })
  expect(problems).toEqual([{ path: '/sinks', detail: 'sinks: expected names used once' }])
})
