import type { Message } from '@endcap/core'
import type { MessageContext, MessageView } from './kind.js'
import { createOfferBody } from './offer-body.js'

export const isOffer = true

/**
 * What an element without a placement of the config says: `heading` is the title, then `text`, `image`, `button`, `url`, `countdown`
 * and the `campaign` that it belongs to.
 */
export function read(host: HTMLElement) {
  const [title, text, image, button, url, campaign] = ['heading', 'text', 'image', 'button', 'url', 'campaign'].map(
    (name) => host.getAttribute(name) || undefined,
  )
  const message = { title, text, image, button, url, countdown: host.hasAttribute('countdown') } as Message
  return { message, ...(campaign && { campaign }) }
}

/** A banner or a coupon in its place. Its close button logs `dismiss`, and it is gone. */
export function create(context: MessageContext): MessageView {
  const { h, labels, close, tell } = context
  const dismiss = () => {
    tell('dismiss')
    close()
  }
  const body = createOfferBody(context, close)
  return {
    draw() {
      const view = body.view()
      return (
        view && [
          view,
          h('button', { type: 'button', class: 'endcap-close', 'aria-label': labels.close, onClick: dismiss }, '×'),
        ]
      )
    },
    seen: () => tell('view_promotion'),
    stop: body.stop,
  }
}
