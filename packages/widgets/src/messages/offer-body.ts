import { safeUrl } from '@endcap/client/view'
import type { View } from '../kinds/kind.js'
import type { MessageContext } from './kind.js'
import type { OfferPart } from './part.js'

/** What an offer says, in its place or in a popup. */
export interface OfferBody {
  /** Undefined until all that belongs to it is there, and where the placement has no message. */
  view(): View | undefined
  isAccepted(): boolean
  stop(): void
}

/**
 * Title, text, image, what few campaigns have, the coupon and the button. Whoever presses the button, or copies the code, accepts:
 * logged once, without the code. A button without an address shows the code; where there is none, `onDone` is called.
 */
export function createOfferBody(context: MessageContext, onDone: () => void): OfferBody {
  const { h, host, id, labels, design, campaign, coupon, tell, say, draw, script } = context
  let parts: readonly OfferPart[] | undefined
  let isAsked = false
  let isAccepted = false
  let isStopped = false

  const accept = () => {
    if (isAccepted) return
    isAccepted = true
    tell('offer_accepted')
    draw()
  }
  const press = () => {
    tell('select_promotion')
    accept()
    if (design()?.message?.url) return
    if (coupon()) host.querySelector<HTMLElement>('.endcap-coupon button')?.focus()
    else onDone()
  }
  const copy = async () => {
    accept()
    const { copyCode } = await import('./copy.js')
    say((await copyCode(host)) ? labels.copied : labels.selected)
  }
  const load = async () => {
    const { countdown } = design()?.message ?? {}
    const files = await Promise.all([
      campaign()?.spend && import('./spend.js'),
      countdown && import('./countdown.js'),
    ]).catch((cause) => script.report('network-failed', `<${host.localName}>`, cause))
    if (isStopped) return
    parts = (files ?? []).flatMap((file) => (file ? file.create(context) : []))
    draw()
  }

  return {
    view() {
      const { title, text, image, button, url } = design()?.message ?? {}
      if (!title) return undefined
      if (!isAsked) load()
      isAsked = true
      if (!parts) return undefined
      const code = coupon()
      const href = safeUrl(url)
      const words = button && (href || !url) && !(code && isAccepted && !href) ? button : undefined
      return [
        image && h('img', { class: 'endcap-picture', src: image, alt: '', loading: 'lazy' }),
        h('div', { class: 'endcap-words' }, [
          h('h2', { class: 'endcap-heading', id }, title),
          text && h('p', { class: 'endcap-text' }, text),
          parts.map((part) => part.view()),
          code &&
            (isAccepted || !words || href) &&
            h('p', { class: 'endcap-coupon' }, [
              h('span', { class: 'endcap-sr' }, `${labels.code} `),
              h('code', { class: 'endcap-code', dir: 'ltr' }, code),
              h('button', { type: 'button', class: 'endcap-button', onClick: copy }, labels.copy),
            ]),
          words &&
            (href
              ? h('a', { class: 'endcap-button endcap-main', href, onClick: press, onAuxClick: press }, words)
              : h('button', { type: 'button', class: 'endcap-button endcap-main', onClick: press }, words)),
        ]),
      ]
    },
    isAccepted: () => isAccepted,
    stop() {
      isStopped = true
      for (const part of parts ?? []) part.stop()
    },
  }
}
