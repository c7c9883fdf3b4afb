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

const page = window as unknown as {
  endcap?: { version: string; doctor(): Promise<unknown>; debug(): Promise<() => void> }
  endcapQueue?: { push(...calls: unknown[]): void }
}
const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})

beforeEach(() => {
  document.head.innerHTML = '<script type="text/plain" data-key="demo" data-config="/config.json"></script>'
})
afterEach(async () => {
  // What a tag left for the next task is its own.
  await new Promise((resolve) => setTimeout(resolve))
  delete page.endcap
  delete page.endcapQueue
  created.length = 0
  fail = undefined
  vi.clearAllMocks()
  vi.resetModules()
})

const examine = vi.fn(async () => 'report')
const openOverlay = vi.fn(async () => () => {})
vi.mock('../src/debug/doctor.js', () => ({ examine, openOverlay }))

const runTag = () => import('../src/script.js')

it('starts from the tag: client, elements, window.endcap and the queue', async () => {
  page.endcapQueue = [['track', 'share']]
  await runTag()
  expect(created).toMatchObject([{ key: 'demo', config: '/config.json' }])
  expect(customElements.get('endcap-row')).toBeUndefined()
  await vi.waitFor(() => expect(customElements.get('endcap-row')).toBeDefined())
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

it('never throws into the page from the task that defines the elements', async () => {
  const cause = new Error('no elements here')
  const define = vi.spyOn(customElements, 'get').mockImplementation(() => {
    throw cause
  })
  const thrown = vi.fn()
  window.addEventListener('error', thrown)
  await runTag()
  await vi.waitFor(() => expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('not started'), cause))
  expect(page.endcap).toBeDefined()
  expect(thrown).not.toHaveBeenCalled()
  window.removeEventListener('error', thrown)
  define.mockRestore()
})

it('offers the doctor and the overlay, and loads neither by itself', async () => {
  await runTag()
  expect(openOverlay).not.toHaveBeenCalled()
  expect(await page.endcap?.doctor()).toBe('report')
  await page.endcap?.debug()
  expect(openOverlay).toHaveBeenCalledOnce()
})

it.each([
  ['?endcap=debug', 1],
  ['?q=mug&endcap=debug', 1],
  ['?endcap=debugging', 0],
  ['?endcap_variant=a:b', 0],
])('opens the overlay as the address says: %s', async (search, times) => {
  window.history.replaceState(null, '', `/${search}`)
  await runTag()
  await vi.waitFor(() => expect(openOverlay).toHaveBeenCalledTimes(times))
  window.history.replaceState(null, '', '/')
})

it('tells of an overlay that did not load in the console alone', async () => {
  openOverlay.mockRejectedValueOnce(new Error('offline'))
  window.history.replaceState(null, '', '/?endcap=debug')
  await runTag()
  // What browsers say names the file.
  await vi.waitFor(() => expect(warn).toHaveBeenCalledExactlyOnceWith('[endcap] Error: offline', ''))
  window.history.replaceState(null, '', '/')
})
