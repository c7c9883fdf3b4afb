import type { SlotHarness } from '@endcap/testkit/suites/slot'
import { createApp, h } from 'vue'
import { type CardScope, createEndcap, EndcapSlot } from '../src/index.js'

/** Draws the slots of the shared suite with `EndcapSlot`. */
export const HARNESS: SlotHarness = {
  async mount({ client, placement, heading, ownCard }) {
    const root = document.createElement('div')
    document.body.append(root)
    const own = ({ item, add }: CardScope) => [
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
}
