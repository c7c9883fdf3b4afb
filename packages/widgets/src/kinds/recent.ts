import type { KindContext, Parts } from './kind.js'

export { SHEET } from './recent-sheet.js'

const DAY_MS = 864e5
const MAX_AGE_DAYS = 30

/**
 * The visitor's own history: what was met within `max-age-days`, 30 where the element does not say; for `continue` without
 * what was bought since. A button forgets it.
 */
export function create(context: KindContext): Parts {
  const { h, host, client, slot, labels } = context
  const isContinue = host.localName === 'endcap-continue'
  let isCleared = false
  let hasItems = false
  const clear = () => {
    if (isCleared) return
    isCleared = true
    client.forget('recent')
    // The list is on screen, where nothing changes but by the shopper's own hand: this is it.
    slot.visible(false)
    context.say(labels.cleared)
  }
  return {
    pick(items) {
      isCleared = false
      const days = Number(host.getAttribute('max-age-days') || MAX_AGE_DAYS)
      const since = Date.now() - (days >= 0 ? days : MAX_AGE_DAYS) * DAY_MS
      const met = new Map(client.profile().recent.map((entry) => [entry.id, entry]))
      const kept = items.filter(({ product, reason }) => {
        if (reason.strategy !== 'recent') return true
        const entry = met.get(product.id)
        return !!entry && entry.ts >= since && !(isContinue && entry.kind === 'purchase')
      })
      hasItems = !!kept[0]
      return kept
    },
    tools: () =>
      // It stays when all is gone: it has the focus.
      hasItems &&
      !isContinue &&
      h(
        'button',
        { key: 'clear', type: 'button', class: 'endcap-clear', 'aria-disabled': isCleared, onClick: clear },
        labels.clear,
      ),
  }
}
