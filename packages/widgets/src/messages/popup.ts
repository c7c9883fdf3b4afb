import type { MessageContext, MessageView } from './kind.js'
import { createOfferBody } from './offer-body.js'

export { read } from './offer.js'

export const isOffer = true
export const isAbove = true

/**
 * An offer in a dialog above the page, once a page: the browser keeps the focus in it, makes the page inert and gives the focus back. Esc,
 * the button and a press beside it close it, which logs `dismiss` unless the offer was accepted. A visitor who is shown nothing, by the
 * holdout or a variant, is logged at the moment when it would have opened.
 */
export function create(context: MessageContext): MessageView {
  const { h, host, id, slot, client, script, labels, design, tell } = context
  let stopOpening = () => {}
  let armed = ''
  let isStopped = false

  const dialog = () => host.querySelector('dialog')
  const close = () => dialog()?.close()
  const body = createOfferBody(context, close)
  const onClose = () => {
    if (!body.isAccepted()) tell('dismiss')
    context.close()
    slot.visible(false)
  }
  /** What this visitor would be shown: by the holdout and a variant nothing, though it opens. */
  const wish = () => {
    const { state, closed } = slot.snapshot()
    return state === 'ready' || (state === 'hidden' && (!closed || closed === 'holdout')) ? state : ''
  }
  const open = (openDialog: (dialog: HTMLDialogElement) => void) => {
    const element = dialog()
    if (slot.snapshot().state === 'ready') {
      if (!element?.firstChild) return
      slot.visible(true)
      openDialog(element)
      tell('view_promotion')
    }
    context.shown()
  }
  const arm = async () => {
    const wanted = wish()
    if (wanted === armed) return
    armed = wanted
    stopOpening()
    const opening = design()?.popup ?? { on: 'exit' }
    if (!wanted) return
    const { awaitOpening, openDialog } = await import('./popup-parts.js')
    if (!isStopped && armed === wanted) stopOpening = awaitOpening(opening, () => open(openDialog))
  }
  const update = () => {
    arm().catch((cause) => script.report('network-failed', `<${host.localName}>`, cause))
  }
  const stops = [
    slot.subscribe(update),
    client.tracker.on('event', ({ type }) => {
      if (type !== 'page_view' || dialog()?.open) return
      stopOpening()
      armed = ''
      update()
    }),
  ]
  update()

  return {
    draw() {
      const view = body.view()
      return (
        view &&
        h('dialog', { class: 'endcap-dialog', 'aria-labelledby': id, onClose }, [
          h('div', { class: 'endcap-dialog-body' }, [
            view,
            // The focus begins where nothing is agreed to.
            h(
              'button',
              { type: 'button', class: 'endcap-close', autofocus: true, 'aria-label': labels.close, onClick: close },
              '×',
            ),
          ]),
        ])
      )
    },
    stop() {
      isStopped = true
      stopOpening()
      for (const stop of stops) stop()
      body.stop()
    },
  }
}
