import { slotSuite } from '@endcap/testkit/suites/slot'
import { connectWidget } from '../src/elements/widget.js'

slotSuite('<endcap-row>', {
  ownCard: false,
  async mount({ client, placement, heading }) {
    // The tag is not defined here: each case has a client of its own, and a page has one tag for one client.
    const root = document.createElement('endcap-row')
    root.setAttribute('placement', placement)
    if (heading !== undefined) root.setAttribute('heading', heading)
    document.body.append(root)
    const stop = connectWidget(root, client, {}, 'row', {}, () => {})
    return {
      root,
      unmount() {
        stop()
        root.remove()
      },
    }
  },
})
