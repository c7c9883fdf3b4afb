import type { EndcapError } from '@endcap/core'
import { expect, it } from 'vitest'
import { readScript } from '../src/script-options.js'

it('reads every attribute', () => {
  expect(
    readScript({
      key: 'demo',
      collector: 'https://c.example',
      config: '/config.json',
      catalog: '/catalog.json',
      model: '/model.bin',
      weights: '/weights.json',
      consent: 'granted',
      page: 'product',
      ga4: 'mirror',
      detect: 'off',
      labels: '{"add":"In den Warenkorb"}',
      theme: 'off',
    }),
  ).toEqual({
    key: 'demo',
    collector: 'https://c.example',
    config: '/config.json',
    catalogue: '/catalog.json',
    model: '/model.bin',
    weights: '/weights.json',
    consent: { analytics: 'granted', personalization: 'granted' },
    page: 'product',
    ga4: 'mirror',
    detect: false,
    labels: { add: 'In den Warenkorb' },
    theme: false,
  })
})

it('leaves consent open for `auto`', () => {
  expect(readScript({ key: 'demo', consent: 'auto' })).toEqual({ key: 'demo', detect: true, theme: true })
})

it('tells of values that are not allowed and goes on without them', () => {
  const codes: string[] = []
  const listener = (event: Event) => codes.push((event as CustomEvent<EndcapError>).detail.code)
  document.addEventListener('endcap:error', listener)
  expect(readScript({ key: 'demo', consent: 'yes', page: 'shop', labels: '{' })).toEqual({
    key: 'demo',
    detect: true,
    theme: true,
  })
  document.removeEventListener('endcap:error', listener)
  expect(codes).toEqual(['value-invalid', 'value-invalid', 'json-malformed'])
})
