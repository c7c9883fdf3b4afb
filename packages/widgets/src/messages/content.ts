import type { ContentQuestion } from '@endcap/client/content'
import { safeUrl } from '@endcap/client/view'
import type { ContentEntry, EventType } from '@endcap/core'
import type { View } from '../kinds/kind.js'
import type { MessageContext, MessageView } from './kind.js'

export { SHEET } from './content-sheet.js'

/** What an element without a placement of the config says: `heading`, `count` and `min`. */
export function read(host: HTMLElement) {
  const heading = host.getAttribute('heading') ?? ''
  const [count, min] = ['count', 'min'].map((name) => Number.parseInt(host.getAttribute(name) ?? '', 10))
  return { heading, count: count! > 0 ? count! : 4, min: min! > 0 ? min! : 1 }
}

/**
 * Articles, guides and videos of the catalogue, in the order of `rank`. What is drawn stays while it is in sight: a new page or an answer
 * on consent asks anew when it is not. Each card that is seen and chosen is told in GA4's words of promotions.
 */
export function create(
  { h, host, client, slot, script, id, labels, locale, design, draw }: MessageContext,
  rank: (entries: unknown, question: ContentQuestion) => readonly ContentEntry[],
): MessageView {
  let entries: readonly ContentEntry[] | undefined
  let stopCards = () => {}
  const told = new Set<string>()

  const tell = (type: EventType, { id, title, kind }: ContentEntry) =>
    slot.tell(type, { data: { promotion_id: id, promotion_name: title.slice(0, 200), creative_slot: kind } })
  const ask = () => {
    const { count, min } = design()!
    const found = rank(client.catalogue().content, {
      profile: client.profile(),
      context: client.context(),
      now: Date.now(),
      count,
      product: client.product,
    })
    entries = found.length < min ? [] : found
    // Once they are drawn, which is in this task.
    queueMicrotask(watchCards)
  }
  /** Told once for each card, wherever it is drawn again. */
  const watchCards = () => {
    const shown = entries ?? []
    const cards = [...host.querySelectorAll('.endcap-story')]
    stopCards()
    stopCards = script.observeImpressions(cards, (seen) => {
      for (const card of seen) {
        const entry = shown[cards.indexOf(card)]
        if (!entry || told.has(entry.id)) continue
        told.add(entry.id)
        tell('view_promotion', entry)
      }
    }).stop
  }
  const refresh = () => {
    if (!entries || script.isInSight(host)) return
    ask()
    draw()
  }
  const minutes = (amount: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'short' }).format(amount)
  const card = (entry: ContentEntry): View => {
    const { id: key, kind, title, url, image, minutes: length } = entry
    const onClick = () => tell('select_promotion', entry)
    return h('li', { class: 'endcap-story', key }, [
      h('a', { class: 'endcap-story-link', href: safeUrl(url), onClick, onAuxClick: onClick }, [
        h('span', { class: 'endcap-media' }, [
          image && h('img', { class: 'endcap-img', src: image, alt: '', loading: 'lazy', decoding: 'async' }),
          h('span', { class: 'endcap-kind' }, labels[kind]),
        ]),
        h('span', { class: 'endcap-title' }, title),
        h('span', { class: 'endcap-minutes' }, length! > 0 ? minutes(Math.ceil(length!)) : '\u00a0'),
      ]),
    ])
  }
  const stops = [
    client.tracker.on('event', ({ type }) => type === 'page_view' && refresh()),
    client.on('consent', refresh),
    () => stopCards(),
  ]
  return {
    draw() {
      if (!entries && design() && slot.snapshot().state === 'ready') ask()
      return (
        entries?.[0] && [
          h('h2', { class: 'endcap-heading', id }, slot.snapshot().heading || labels.content),
          h('ul', { class: 'endcap-stories', role: 'list' }, entries.map(card)),
        ]
      )
    },
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
