import { safeUrl } from '@endcap/client/view'
import type { PastSearch } from '@endcap/core'
import { fill } from '../kinds/fill.js'
import type { MessageContext, MessageView } from './kind.js'

export { SHEET } from './recent-search-sheet.js'

/** What an element without a placement of the config says: `heading` and `count`. */
export function read(host: HTMLElement) {
  const count = Number.parseInt(host.getAttribute('count') ?? '', 10)
  return { heading: host.getAttribute('heading') ?? '', count: count > 0 ? count : 6 }
}

/** The address that found the words, with `{}` in their place and nothing else in its query. Undefined where it does not hold them. */
export function templateOf({ term, url = '' }: PastSearch): string | undefined {
  try {
    const { origin, pathname, searchParams } = new URL(url)
    const [name] = [...searchParams].find(([, value]) => value.trim().toLowerCase() === term.toLowerCase()) ?? []
    return name && `${origin}${pathname}?${encodeURIComponent(name)}={}`
  } catch {
    return undefined
  }
}

/**
 * The words that were searched for on this device, as links to the shop's search: its address is the template of the attribute `action`,
 * else the placement's `message.url`, `{}` standing for the words; else the one that found them. Each can be taken out, and all of them.
 * Without personalization consent there are none.
 */
export function create({ h, host, client, slot, script, id, labels, design, draw, say }: MessageContext): MessageView {
  let shown: readonly PastSearch[] | undefined
  /** The shopper took the last one out: what has the focus stays. */
  let isCleared = false

  const ask = () => {
    const all = client.profile().searches ?? []
    const given = host.getAttribute('action') ?? design()?.message?.url
    const found = all.map(templateOf)
    const usual = found.find((template) => template)
    shown = all
      .map((search, i) => ({
        ...search,
        url: (given ?? found[i] ?? usual)?.replace('{}', encodeURIComponent(search.term)),
      }))
      .filter((search): search is Required<PastSearch> => !!safeUrl(search.url))
      .slice(0, design()?.count)
    if (all[0] && !shown[0]) script.report('option-missing', `<${host.localName} action>`)
  }
  /** By the shopper's own hand: what is in sight may change. */
  const forget = (term: string | undefined, text: string) => {
    const at = shown!.findIndex((search) => search.term === term)
    client.forget('searches', term)
    ask()
    isCleared = !shown![0]
    say(text)
    const buttons = host.querySelectorAll<HTMLElement>('.endcap-remove')
    const next = buttons[Math.min(at, buttons.length - 1)] ?? host.querySelector<HTMLElement>('[tabindex="-1"]')
    next?.focus()
  }
  const refresh = () => {
    if (!shown || isCleared || script.isInSight(host)) return
    ask()
    draw()
  }
  const stops = [
    client.tracker.on('event', ({ type }) => type === 'search' && refresh()),
    client.on('consent', refresh),
  ]
  return {
    draw() {
      if (!shown && slot.snapshot().state === 'ready') ask()
      const clear = () => forget(undefined, labels.forgotten)
      return (
        (shown?.[0] || isCleared) && [
          h('div', { class: 'endcap-head' }, [
            h('h2', { class: 'endcap-heading', id, tabIndex: -1 }, slot.snapshot().heading || labels.searches),
            !isCleared && h('button', { type: 'button', onClick: clear }, labels.clearAll),
          ]),
          isCleared && h('p', null, labels.forgotten),
          h(
            'ul',
            { class: 'endcap-searches', role: 'list' },
            shown!.map(({ term, url }) =>
              h('li', { key: term }, [
                h('a', { href: safeUrl(url) }, term),
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'endcap-remove',
                    'aria-label': fill(labels.remove, term),
                    onClick: () => forget(term, fill(labels.removed, term)),
                  },
                  '×',
                ),
              ]),
            ),
          ),
        ]
      )
    },
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
