import { expect, test } from 'vitest'
import { evaluateFiles, renderEvaluation, summariseEvaluation } from '../src/index.js'
import { plantedSessions } from './train-data.js'

const rows = plantedSessions({ sessions: 400 })
const evaluation = await evaluateFiles({
  train: rows.slice(0, 1200),
  test: rows.slice(1200),
  k: 3,
  baselines: [{ name: 'pop' }, { name: 'ar' }],
})
const NASTY = `<script>alert("1")</script>'&`

test('tells methods as rows with intervals, marks, bars and notes', () => {
  const lines = summariseEvaluation({ ...evaluation, warnings: ['beware'] })
  expect(lines[0]).toMatch(/^session, storefront, lists of 3: \d+ predictions in 100 sessions$/)
  const row = (name: string) => lines.find((line) => line.startsWith(`${name} `))!
  expect(row('endcap')).toContain(evaluation.hr.toFixed(4))
  expect(row('endcap')).not.toMatch(/\][+-]/)
  expect(row('pop')).toMatch(/\]-/)
  expect(lines.at(-1)).toBe('warning: beware')
  const bars = lines.filter((line) => line.includes('█')).map((line) => line.split('█').length)
  expect(bars).toHaveLength(3)
  expect(bars[0]).toBeGreaterThan(bars[1]!)
})

test('tells popular and rare targets, and what the model costs', () => {
  const lines = summariseEvaluation(evaluation)
  const at = lines.findIndex((line) => line.startsWith('hr@3 by the target’s tenth'))
  expect(lines[at + 1]!.split(/ +/)).toEqual(['method', ...Array.from({ length: 10 }, (_, n) => `${n + 1}`)])
  expect(lines[at + 3]).toContain(evaluation.by_tenth['1']!.hr.toFixed(4))
  expect(lines.join('\n')).toMatch(/model [0-9a-f]{8}: [\d.]+ KiB gzip, [\d.]+ KiB Brotli; decoded in [\d.]+ ms;/)
  expect(evaluation.model_bytes_brotli).toBeLessThan(evaluation.model_bytes_gzip)
  expect(evaluation.decode_ms).toBeGreaterThan(0)
  const page = renderEvaluation(evaluation)
  expect(page).toContain('Popular and rare')
  expect(page).toContain('Model, bytes after Brotli')
  expect(page).not.toContain('A session loads')
  const sharded = { ...evaluation, bytes_per_session_mean: 1234.4, bytes_per_session_p95: 2000 }
  expect(renderEvaluation(sharded)).toContain('1,234')
})

test('marks a rival that is surely better', () => {
  const better = { value: -0.2, low: -0.3, high: -0.1 }
  const ar = { ...evaluation.baselines['ar']!, difference: { hr: better, mrr: better, ndcg: better } }
  const lines = summariseEvaluation({ ...evaluation, baselines: { ar } })
  expect(lines.find((line) => line.startsWith('ar '))).toMatch(/\]\+.*\]\+/)
  expect(renderEvaluation({ ...evaluation, baselines: { ar } })).toContain('] better')
})

test('draws table and charts in a page that loads and runs nothing', () => {
  const page = renderEvaluation(evaluation)
  expect(page).toContain('default-src &#39;none&#39;')
  expect(page).not.toMatch(/<script|https?:\/\//)
  expect(page.match(/<svg/g)).toHaveLength(3)
  expect(page).toContain(evaluation.baselines['pop']!.hr.toFixed(4))
  expect(renderEvaluation({ ...evaluation, baselines: {} }).match(/<svg/g)).toHaveLength(1)
})

test('escapes labels, notes and warnings', () => {
  const { pop } = evaluation.baselines
  const page = renderEvaluation({ ...evaluation, baselines: { [NASTY]: pop! }, notes: [NASTY], warnings: [NASTY] })
  expect(page).not.toContain('<script>')
  expect(page).toContain('&lt;script&gt;')
})

test('shows ablations beside the baselines', () => {
  const { pop } = evaluation.baselines
  expect(summariseEvaluation({ ...evaluation, ablations: { 'no trend': pop! } }).join('\n')).toContain('\nno trend ')
})
