import type { StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { beforeEach, expect, test, vi } from 'vitest'
import { LIVE_HTML } from '../src/live/page-html.js'
import { LIVE_JS } from '../src/live/page-js.js'

const at = (id: string) => document.getElementById(id) as HTMLElement
let push: (events: readonly StoredEvent[]) => void
let asked: (string | null)[] = []

beforeEach(() => {
  document.documentElement.innerHTML = LIVE_HTML.replace(/<script.*<\/script>/, '').replace(
    /<link rel="style[^>]*>/,
    '',
  )
  asked = []
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      push = (events) => {
        const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
        controller.enqueue(new TextEncoder().encode(`: still here\n\n${text}`))
      }
    },
  })
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Record<string, string> }) => {
    asked.push(headers.authorization ?? null)
    return {
      ok: headers.authorization === 'Bearer good',
      status: headers.authorization === 'Bearer good' ? 200 : 401,
      body: stream,
    }
  })
})

const run = () => new Function(LIVE_JS)()
const stored = (...fields: Parameters<typeof makeEvent>): StoredEvent => ({
  ...makeEvent(...fields),
  receivedAt: 1_000,
})

test('shows events with the newest on top, counts them by type, and takes no markup from them', async () => {
  location.hash = '#token=good'
  run()
  await vi.waitFor(() => expect(at('state').textContent).toBe('Live'))
  const hostile = '<img src=x onerror=alert(1)>'
  push([
    stored('page_view'),
    stored('view_item', { items: [{ item_id: 'a', item_name: hostile }] }),
    stored('page_view'),
  ])
  await vi.waitFor(() => expect(at('rows').children.length).toBe(3))
  expect(at('rows').children[1]?.textContent).toContain(hostile)
  expect(document.querySelector('#rows img')).toBeNull()
  expect([...at('counts').children].map(({ textContent }) => textContent)).toEqual(['page view2', 'view item1'])
  expect([at('empty').hidden, asked]).toEqual([true, ['Bearer good']])
})

test('paused, it counts on and draws later', async () => {
  location.hash = '#token=good'
  run()
  at('pause').click()
  push([stored('page_view')])
  await vi.waitFor(() => expect(at('pause').textContent).toBe('Resume (1)'))
  expect([at('rows').children.length, at('counts').textContent]).toEqual([0, 'page view1'])
  at('pause').click()
  expect([at('rows').children.length, at('pause').textContent]).toEqual([1, 'Pause'])
})

test('asks for the token when there is none or a wrong one', async () => {
  location.hash = '#token=bad'
  run()
  await vi.waitFor(() => expect(at('login').hidden).toBe(false))
  expect(at('state').textContent).toBe('That token is not the right one.')
  location.hash = ''
  run()
  expect(at('state').textContent).toBe('The admin token is needed.')
})
