import type { ClientOptions } from '@endcap/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFakeClient } from './fake-client.js'

const created: ClientOptions[] = []
let fail: Error | undefined
const track = vi.fn()

vi.mock('@endcap/client', () => ({
  createClient: (options: ClientOptions) => {
    if (fail) throw fail
    created.push(options)
    return { ...createFakeClient(), track }
  },
}))

const page = window as unknown as { endcap?: { version: string }; endcapQueue?: { push(...calls: unknown[]): void } }
const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})

beforeEach(() => {
  document.head.innerHTML = '<script type="text/plain" data-key="demo" data-config="/config.json"></script>'
})
afterEach(() => {
  delete page.endcap
  delete page.endcapQueue
  created.length = 0
  fail = undefined
  vi.clearAllMocks()
  vi.resetModules()
})

const runTag = () => import('../src/script.js')

it('starts from the tag: client, elements, window.endcap and the queue', async () => {
  page.endcapQueue = [['track', 'share']]
  await runTag()
  expect(created).toEqual([{ key: 'demo', config: '/config.json' }])
  expect(customElements.get('endcap-row')).toBeDefined()
  expect(page.endcap?.version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(track.mock.calls).toEqual([['share']])
  page.endcapQueue.push(['track', 'search'])
  expect(track.mock.calls).toEqual([['share'], ['search']])
})

it('ignores a second tag and says so once', async () => {
  await runTag()
  const first = page.endcap
  vi.resetModules()
  await runTag()
  expect(created.length).toBe(1)
  expect(page.endcap).toBe(first)
  expect(warn).toHaveBeenCalledOnce()
})

it('never throws into the page', async () => {
  fail = new Error('no key')
  await expect(runTag()).resolves.toBeDefined()
  expect(page.endcap).toBeUndefined()
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('not started'), fail)
})
