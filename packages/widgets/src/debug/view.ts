import { h } from '../small-preact.js'

/** What can be drawn. Texts stay texts, whatever they hold. */
export type View = ReturnType<typeof h> | string | false | undefined | readonly View[]

/** A list whose items are drawn by `kind`. */
export const list = (kind: string, items: readonly View[]): View => h('ul', { class: kind, role: 'list' }, items)

/** A heading, a tag at its end, and what follows. */
export function card(
  key: string,
  title: readonly View[],
  tag: string | false | undefined,
  body: readonly View[],
  kind = '',
): View {
  return h('li', { key, class: kind }, h('h3', {}, title, tag && h('span', { class: 'tag' }, tag)), body)
}

/** Terms with their values. */
export function facts(rows: readonly (readonly [term: string, value: string | number])[], kind = 'facts'): View {
  return h(
    'dl',
    { class: kind },
    rows.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, foreign(value)))),
  )
}

/** A paragraph. */
export const text = (words: View, kind?: string): View => h('p', { class: kind }, words)
/** What stands where there is nothing to show. */
export const empty = (words: string): View => text(words, 'empty')
/** The heading of a part. */
export const section = (words: string): View => h('h3', { class: 'section' }, words)
/** Text of the shop's, in whatever direction it is read. */
export const foreign = (words: string | number): View => h('bdi', {}, words)
/** What was left out of a list. */
export const more = (left: number): View => left > 0 && text(`and ${left} more`)

/** The parts that there are, apart from each other. */
export const details = (...parts: readonly unknown[]): string =>
  parts
    .filter(Boolean)
    .map((part) => ` · ${part}`)
    .join('')

/** A code as words. */
export const words = (code: string): string => code.replaceAll('_', ' ')

/** An amount, and what it was before a sale. The currency as its code: a debugger wants no guesses. */
export const money = (amount: number, currency = '', was?: number): string =>
  `${amount.toFixed(2)} ${currency}${was === undefined ? '' : ` (was ${was.toFixed(2)})`}`
