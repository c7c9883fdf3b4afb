import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type IsFree, whenHydrated } from '../src/hydration/when-hydrated.js'

let isFree: IsFree | undefined
beforeEach(() => {
  isFree = undefined
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
  Reflect.deleteProperty(window, '__next_f')
  for (const node of [document, document.body]) {
    for (const key of Object.keys(node)) if (key.startsWith('__')) Reflect.deleteProperty(node, key)
  }
  document.body.replaceChildren()
})

/** Puts a page up and waits for it. */
async function start(html: string) {
  document.body.innerHTML = html
  whenHydrated((free) => {
    isFree = free
  })
  if (!isFree) await vi.dynamicImportSettled()
}
const find = (selector: string) => document.querySelector(selector) as HTMLElement
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const mark = (node: object, notes: object) => Object.assign(node, notes)
/** What React notes on a root, and what it changes there when it has committed. */
const reactRoot = (node: Node) => {
  const memoizedState = { isDehydrated: true }
  mark(node, { __reactContainer$x: { stateNode: { current: { memoizedState } } } })
  return memoizedState
}

it('begins at once where no framework is to be seen, an empty root of one that draws by itself included', async () => {
  await start('<main>Shop</main><div id="app"></div>')
  expect(isFree?.(find('main'))).toBe(true)
})

it.each([
  ['the root of Vue', '<div id="app"><p>Shop</p></div>', () => mark(find('#app'), { __vue_app__: {} })],
  ['the root of Nuxt', '<div id="__nuxt"></div>', () => mark(find('#__nuxt'), { __vue_app__: {} })],
  ['an older React', '<div><p data-reactroot>Shop</p></div>', () => mark(find('p'), { __reactInternalInstance$x: {} })],
  ['the page itself', '<main data-endcap-wait>Shop</main>', () => find('main').removeAttribute('data-endcap-wait')],
])('waits for %s', async (_, html, hydrate) => {
  await start(html)
  await pass(900)
  expect(isFree).toBeUndefined()
  hydrate()
  await pass(600)
  expect(isFree?.(document.body)).toBe(true)
})

it.each([
  ['its root', '<div id="root"><p>Shop</p></div>', () => find('#root')],
  ['the whole document', '<p>Shop</p>', () => document],
])('waits until React has committed %s', async (_, html, rootOf) => {
  if (rootOf() === document) mark(window, { __next_f: [] })
  await start(html)
  const state = reactRoot(rootOf())
  await pass(3000)
  expect(isFree).toBeUndefined()
  state.isDehydrated = false
  await pass(600)
  expect(isFree).toBeDefined()
})

it('gives up on a root that shows no framework, soon, and on one that only a framework writes, later', async () => {
  await start('<div id="app">A theme of its own</div>')
  await pass(3000)
  expect(isFree).toBeDefined()
  isFree = undefined
  await start('<div id="__next">Nobody comes</div>')
  await pass(20_000)
  expect(isFree).toBeUndefined()
  await pass(12_000)
  expect(isFree).toBeDefined()
})

it('runs what waits in the order in which it came', async () => {
  const order: string[] = []
  document.body.innerHTML = '<div id="app"><p>Shop</p></div>'
  whenHydrated(() => order.push('define'))
  await vi.dynamicImportSettled()
  await pass(75)
  whenHydrated(() => order.push('mount'))
  await vi.dynamicImportSettled()
  mark(find('#app'), { __vue_app__: {} })
  await pass(51)
  await pass(1000)
  expect(order).toEqual(['define', 'mount'])
})

it('leaves an element within a root alone that the parser brings', async () => {
  const { defineElements } = await import('../src/define.js')
  const { createFakeClient } = await import('./fake-client.js')
  const { installObservers } = await import('@endcap/testkit/suites/observers')
  installObservers()
  defineElements(createFakeClient())
  const state = vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading')
  document.body.innerHTML = '<div id="app"><p></p></div><aside></aside>'
  find('#app').append(document.createElement('endcap-row'))
  find('aside').append(document.createElement('endcap-row'))
  expect(find('aside endcap-row').childElementCount).toBe(0)
  await vi.dynamicImportSettled()
  state.mockRestore()
  mark(find('#app'), { __vue_app__: {} })
  await pass(600)
  expect(find('#app endcap-row').childElementCount).toBeGreaterThan(0)
  expect(find('aside endcap-row').childElementCount).toBeGreaterThan(0)
})

it('leaves what is suspended within React alone until it is hydrated', async () => {
  await start(
    '<div id="root"><main><p id="drawn">A</p><!--$--><p id="done">B</p><!--/$--><!--$--><p id="waits">C</p><!--/$-->' +
      '<p id="foreign">D</p></main></div>',
  )
  reactRoot(find('#root')).isDehydrated = false
  for (const id of ['main', '#drawn', '#done']) mark(find(id), { __reactFiber$x: {} })
  await pass(600)
  expect(['#drawn', '#done', '#waits', '#foreign', 'body'].map((id) => isFree?.(find(id)))).toEqual([
    true,
    true,
    false,
    true,
    true,
  ])
  mark(find('#waits'), { __reactFiber$x: {} })
  expect(isFree?.(find('#waits'))).toBe(true)
})
