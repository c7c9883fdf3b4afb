import { expect, test } from 'vitest'
import { type CollectorOptions, createCollector } from '../src/index.js'

const good: CollectorOptions = { dataDir: '/tmp/never-made', keys: ['demo'] }

test.each<[string, object, string]>([
  ['no dataDir', { dataDir: undefined }, 'option-missing'],
  ['no keys', { keys: [] }, 'option-missing'],
  ['an empty key', { keys: [''] }, 'option-invalid'],
  ['a port that is none', { port: 70_000 }, 'option-invalid'],
  ['an origin with a path', { origins: ['https://shop.example/'] }, 'option-invalid'],
  ['a prefix without a slash', { staticFiles: { model: '/tmp' } }, 'option-invalid'],
  ['a short admin token', { adminToken: 'secret' }, 'option-invalid'],
  ['an unknown log level', { logger: 'loud' }, 'option-invalid'],
  ['an unknown limit', { limits: { bodyByte: 1 } }, 'option-invalid'],
  ['a limit below 0', { limits: { bodyBytes: -1 } }, 'option-invalid'],
  ['an unknown sink', { sinks: [{ type: 'carrier-pigeon' }] }, 'option-invalid'],
  ['two sinks of one name', { sinks: [{ type: 'ndjson' }, { type: 'ndjson' }] }, 'option-invalid'],
  ['a sink without a url', { sinks: [{ type: 'http' }] }, 'option-invalid'],
])('%s is refused', (_, options, code) => {
  expect(() => createCollector({ ...good, ...options } as CollectorOptions)).toThrow(expect.objectContaining({ code }))
})

test('a folder and a key are enough, and nothing is opened yet', () => {
  expect(createCollector(good).stats().sinks).toEqual([])
})
