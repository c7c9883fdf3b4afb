import { formatCountOf } from '../format.js'
import { type Html, html } from '../html.js'

/** Groups of fewer people are not shown in pages: somebody could be known in them. */
export const HIDDEN_BELOW = 10

/** Says how many groups are hidden; nothing without any. */
export function hiddenNote(sizes: readonly number[]): Html | undefined {
  const hidden = sizes.filter((size) => size < HIDDEN_BELOW).length
  if (hidden === 0) return undefined
  return html`<p class="note">${formatCountOf(hidden, 'group')} of fewer than ${HIDDEN_BELOW} people ${hidden === 1 ? 'is' : 'are'} not shown.</p>`
}
