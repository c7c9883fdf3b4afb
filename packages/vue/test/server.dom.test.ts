import { createServerRecommender } from '@endcap/client/server'
import {
  installObservers,
  intersect,
  SLOT_CONFIG,
  SLOT_PRODUCTS,
  type SlotShop,
  startSlotShop,
} from '@endcap/testkit/suites/slot'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import {
  type CardScope,
  createEndcap,
  createServerEndcap,
  EndcapSlot,
  useExperiment,
  useReorder,
  useTrack,
} from '../src/index.js'

const recommend = createServerRecommender({ config: SLOT_CONFIG, catalogue: { v: 1, products: SLOT_PRODUCTS } })
const OPTIONS = { locale: 'en-GB' }

const App = defineComponent(() => {
  useTrack()
  const { variant } = useExperiment('seen')
  const { order, list } = useReorder('shelf', ['b', 'a'])
  return () =>
    h('main', [
      h('p', String(variant.value)),
      h(EndcapSlot, { placement: 'row' }),
      h(
        EndcapSlot,
        { placement: 'row' },
        { default: ({ item }: CardScope) => h('a', { href: item.product.url }, item.product.title) },
      ),
      h(EndcapSlot, { placement: 'scarce', heading: 'Waits' }),
      h('ul', { ref: list }, [order.value.map((id) => h('li', { key: id, 'data-endcap-item': id }, id))]),
    ])
})

let shop: SlotShop | undefined
let end = () => {}
beforeAll(installObservers)
afterEach(() => {
  end()
  shop?.stop()
  document.body.replaceChildren()
  vi.restoreAllMocks()
})

/** A page as the server drew it, and hydrated. Everything that Vue says is an error. */
async function hydrate(options = OPTIONS) {
  // What is in the page went through JSON.
  const initial = JSON.parse(JSON.stringify(recommend({ placements: ['row', 'scarce'] })))
  const complaints: unknown[] = []
  for (const level of ['warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...all) => void complaints.push(all.join(' ')))
  }
  const html = await renderToString(createSSRApp(App).use(createServerEndcap(initial, OPTIONS)))
  const root = document.createElement('div')
  root.innerHTML = html
  document.body.append(root)
  shop = startSlotShop({ initial })
  const nodes = [...root.querySelectorAll('*')]
  const app = createSSRApp(App).use(createEndcap(shop.client, options))
  app.mount(root)
  end = () => app.unmount()
  const find = (selector: string) => root.querySelector(selector) as HTMLElement
  return { html, root, nodes, complaints, find, shop }
}
const settle = async () => {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve))
}

describe('a page that a server drew', () => {
  it('holds the products, and skeletons where they come later', async () => {
    const { html } = await hydrate()
    expect(html.match(/data-endcap-item="p\d+"/g)).toHaveLength(8)
    expect(html).toContain('data-endcap-state="ready"')
    expect(html).toContain('Sale price </span>£')
    expect(html.match(/endcap-skeleton/g)).toHaveLength(6)
    expect(html).not.toContain('style=')
  })

  it('is taken over as it stands, without a word, and without a request for its rows', async () => {
    const { root, nodes, complaints } = await hydrate()
    expect(complaints).toEqual([])
    expect([...root.querySelectorAll('*')]).toEqual(nodes)
    await settle()
    expect(complaints).toEqual([])
    expect(root.querySelectorAll('[data-endcap-state=ready]')).toHaveLength(2)
  })

  it('tells of what it shows, once, and is answered by clicks', async () => {
    const { find, shop } = await hydrate()
    await settle()
    expect(shop.logged('widget_render', 'row')).toEqual([shop.ids('row')])
    find('[data-endcap-item] a').click()
    expect(shop.logged('select_item', 'row')).toEqual([shop.ids('row').slice(0, 1)])
  })

  it('keeps its rows while they are on screen', async () => {
    const { root, find, shop, complaints } = await hydrate()
    const cards = () =>
      [...root.querySelectorAll<HTMLElement>('section:nth-child(2) .endcap-card')].map(
        ({ dataset }) => dataset['endcapItem'],
      )
    const before = cards()
    intersect(find('section'), true)
    await shop.arrive()
    shop.look()
    await settle()
    expect(cards()).toEqual(before)
    expect(complaints).toEqual([])
  })

  it('has to be of one locale on both sides, which Vue would notice', async () => {
    const { complaints } = await hydrate({ locale: 'de' })
    expect(complaints.join()).toMatch(/[Hh]ydration/)
  })

  it('needs a locale', () => {
    expect(() => createServerEndcap({}, {} as never)).toThrow(/option-missing.*locale/)
  })
})
