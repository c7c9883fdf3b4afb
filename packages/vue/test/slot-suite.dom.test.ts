import { slotSuite } from '@endcap/testkit/suites/slot'
import { createApp, h } from 'vue'
import { createEndcap, EndcapSlot } from '../src/index.js'

slotSuite('Vue', {
  async mount({ client, placement, heading, ownCard }) {
    const root = document.createElement('div')
    document.body.append(root)
    const own = ({ item, add }: { item: { product: { url: string; title: string } }; add(): void }) => [
      h('a', { class: 'own-link', href: item.product.url }, item.product.title),
      h('button', { class: 'own-add', onClick: () => add() }, 'Add'),
    ]
    const app = createApp(() => h(EndcapSlot, { placement, heading }, ownCard ? { default: own } : {}))
    app.use(createEndcap(client))
    app.mount(root)
    return {
      root,
      unmount() {
        app.unmount()
        root.remove()
      },
    }
  },
})
