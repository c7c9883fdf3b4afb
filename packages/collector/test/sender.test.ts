import { expect, test } from 'vitest'
import { createSenderReader, deviceOf } from '../src/ingest/sender.js'

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0'

test.each([
  [`Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`, 'mobile'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Safari/537.36`, 'tablet'],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'mobile'],
  ['Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0', 'tablet'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    'mobile',
  ],
  [
    'Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1',
    'tablet',
  ],
  [
    'Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/120.1 like Chrome/120.0 Safari/537.36',
    'tablet',
  ],
  ['Opera/9.80 (J2ME/MIDP; Opera Mini/9.80; U; en) Presto/2.12', 'mobile'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/141.0`, 'desktop'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'desktop'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15',
    'desktop',
  ],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`, 'desktop'],
  [`Mozilla/5.0 (Linux; Android 12; BRAVIA 4K VH2) ${CHROME} Safari/537.36`, 'desktop'],
  ['Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0 Safari/537.36', 'desktop'],
  ['node', undefined],
  ['curl/8.5.0', undefined],
  ['', undefined],
])('%s is of %s', (userAgent, expected) => {
  expect(deviceOf(userAgent)).toBe(expected)
})

test('a request is read by all its headers, the same each time', () => {
  const read = createSenderReader()
  const desktop = `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`
  const phone = { sign: undefined, device: 'mobile' }
  for (let i = 0; i < 2; i++) {
    expect(read({})).toEqual({ sign: undefined, device: undefined })
    expect(read({ 'user-agent': desktop, 'sec-ch-ua-mobile': '?0' })).toEqual({ sign: undefined, device: 'desktop' })
    expect(read({ 'user-agent': desktop, 'sec-ch-ua-mobile': '?1' })).toEqual(phone)
    expect(read({ 'user-agent': 'node', 'sec-ch-ua-mobile': '?1' }).device).toBeUndefined()
    expect(read({ 'user-agent': 'Mozilla/5.0 (compatible; bingbot/2.0)' })).toEqual({
      sign: 'user-agent',
      device: 'desktop',
    })
  }
})

test('more user agents than it remembers are read as well', () => {
  const read = createSenderReader()
  for (let i = 0; i < 3000; i++)
    expect(read({ 'user-agent': `Mozilla/5.0 (Android 15; Mobile; rv:${i})` }).device).toBe('mobile')
})
