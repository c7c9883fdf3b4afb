import { formatMoney } from '@endcap/core'
import { h } from '../small-preact.js'
import type { DoctorCheck } from './checks.js'
import type { DoctorReport } from './doctor.js'

type View = ReturnType<typeof h> | string | false | undefined | readonly View[]

/** What the overlay shows, a tab each. */
export const TABS = ['Overview', 'Events', 'Consent', 'Detected', 'Differences', 'Errors'] as const
/** One of {@link TABS}. */
export type Tab = (typeof TABS)[number]

/** Most products that are listed; the copied report holds all. */
const PRODUCTS_COUNT = 50

const STATES = {
  true: ['good', '✓', 'Fine'],
  undefined: ['open', '–', 'Not known'],
  false: ['bad', '!', 'Problem'],
} as const

const DECIDERS: Readonly<Record<string, string>> = {
  call: 'the shop’s own code',
  tcf: 'a consent tool (IAB TCF)',
  shopify: 'Shopify’s customer privacy',
  wp: 'the WP Consent API',
  'consent-mode': 'Google Consent Mode',
  gpc: 'Global Privacy Control',
  default: 'default, nobody has answered',
}

const FIELDS = {
  price: 'Price',
  salePrice: 'Sale price',
  offer: 'Offer',
  availability: 'Stock',
  currency: 'Currency',
} as const

/** The checks in one line. */
export function verdict(checks: readonly DoctorCheck[]): string {
  const bad = checks.filter(({ ok }) => ok === false).length
  return bad ? `${bad} ${bad === 1 ? 'problem' : 'problems'}` : 'No problems found'
}

/** Each tab's content. Text only, whatever it holds. */
export const PANELS: Readonly<Record<Tab, (report: DoctorReport) => View>> = {
  Overview({ checks, page }) {
    const rank = ({ ok }: DoctorCheck) => (ok === false ? 0 : ok ? 2 : 1)
    return [
      list(
        'checks',
        [...checks]
          .sort((a, b) => rank(a) - rank(b))
          .map(({ name, ok, detail, fix }) => {
            const [state, sign, word] = STATES[`${ok}`]
            return h(
              'li',
              { key: name, class: state },
              h('span', { class: 'sign', role: 'img', 'aria-label': word }, sign),
              h('div', {}, h('h3', {}, name), h('p', {}, detail), fix && h('p', { class: 'fix' }, fix)),
            )
          }),
      ),
      facts([
        ['Kind of page', page.kind],
        ['Address', page.url],
      ]),
    ]
  },

  Events({ queue, consent }) {
    const { delivered, stored, dropped, events, collector } = queue
    const note = !collector
      ? 'Without a collector events stay on this page.'
      : consent.state.analytics === 'granted'
        ? undefined
        : 'Without consent events wait in memory: nothing is stored or sent.'
    return [
      facts(
        [
          ['Delivered', `${delivered}`],
          ['Stored', `${stored}`],
          ['Dropped', `${dropped}`],
        ],
        'tiles',
      ),
      note && h('p', { class: 'note' }, note),
      events[0]
        ? list(
            'events',
            events
              .map(({ ts, type, placement, items }, i) =>
                h(
                  'li',
                  { key: `${ts} ${type} ${i}` },
                  h('time', {}, clockTime(ts)),
                  h(
                    'div',
                    {},
                    h('h3', {}, type, placement && muted(` ${placement}`)),
                    items
                      .slice(0, 3)
                      .map(({ item_id, item_name, price, quantity }) =>
                        h(
                          'p',
                          {},
                          foreign(item_name ?? item_id),
                          muted(details([quantity && quantity > 1 && `× ${quantity}`, price?.toFixed(2)])),
                        ),
                      ),
                    items.length > 3 && h('p', { class: 'muted' }, `and ${items.length - 3} more`),
                  ),
                ),
              )
              .reverse(),
          )
        : empty('No events on this page yet.'),
    ]
  },

  Consent({ consent: { state, deciders, gpc } }) {
    const purpose = (name: keyof typeof state) =>
      [`${state[name]}`, `Decided by: ${DECIDERS[deciders[name]] ?? deciders[name]}.`] as const
    const card = (title: string, [answer, by]: readonly [string, string]) =>
      h('li', { class: answer }, h('h3', {}, title, h('span', { class: 'tag' }, answer)), h('p', {}, by))
    return list('cards', [
      card('Analytics', purpose('analytics')),
      card('Personalisation', purpose('personalization')),
      h(
        'li',
        {},
        h('h3', {}, 'Global Privacy Control', h('span', { class: 'tag' }, gpc ? 'on' : 'off')),
        h('p', {}, gpc ? 'What the visitor did not choose counts as denied.' : 'This browser does not ask for it.'),
      ),
    ])
  },

  Detected({ detected: { platforms, sources, products } }) {
    return [
      facts([['Platform', platforms.join(', ') || 'none that is known']]),
      h('h3', { class: 'section' }, 'Sources'),
      sources?.[0]
        ? list(
            'cards',
            sources.map(({ source, said, counted, problems }) =>
              h(
                'li',
                { key: source },
                h('h3', {}, source, h('span', { class: 'tag' }, `${counted} counted`)),
                h(
                  'p',
                  {},
                  Object.entries(said)
                    .map(([type, count]) => `${type} × ${count}`)
                    .join(', ') || 'Told of products only.',
                ),
                problems.map((problem) => h('p', { class: 'problem' }, problem)),
              ),
            ),
          )
        : empty(sources ? 'No source has said anything yet.' : 'The detectors are on their way.'),
      h('h3', { class: 'section' }, `Products on this page (${products.length})`),
      products[0]
        ? list(
            'cards',
            products.slice(0, PRODUCTS_COUNT).map(({ catalogueId, title, told }) =>
              h(
                'li',
                { key: `${told[0]?.source} ${told[0]?.id}` },
                h(
                  'h3',
                  {},
                  foreign(title || (told[0]?.id ?? '')),
                  !catalogueId && h('span', { class: 'tag warn' }, 'not in the catalogue'),
                ),
                told.map(({ source, where, id, price, salePrice, currency, availability }) =>
                  h(
                    'p',
                    {},
                    `${source}, ${where}: `,
                    foreign(id),
                    muted(
                      details([
                        price !== undefined &&
                          money(salePrice ?? price, currency, salePrice === undefined ? undefined : price),
                        availability && words(availability),
                      ]),
                    ),
                  ),
                ),
              ),
            ),
          )
        : empty('No products found on this page.'),
      products.length > PRODUCTS_COUNT && h('p', { class: 'muted' }, `and ${products.length - PRODUCTS_COUNT} more`),
    ]
  },

  Differences({ comparedCount, differences, detected: { products } }) {
    if (!differences[0])
      return empty(
        comparedCount
          ? `No differences found in ${comparedCount} ${comparedCount === 1 ? 'product' : 'products'}.`
          : products[0]
            ? 'None of the products found is known to a second side: nothing to compare.'
            : 'No products found on this page: nothing to compare.',
      )
    return list(
      'cards',
      differences.map(({ id, title, field, values }) =>
        h(
          'li',
          { key: `${id} ${field}` },
          h('h3', {}, foreign(title || id), h('span', { class: 'tag warn' }, FIELDS[field])),
          title ? h('p', { class: 'muted' }, foreign(id)) : undefined,
          facts(
            values.map(({ where, source, value, was, currency }) => [
              source ? `${where} (${source})` : where,
              typeof value === 'number' ? money(value, currency, was) : words(value),
            ]),
          ),
        ),
      ),
    )
  },

  Errors({ errors, violations }) {
    const entries = [
      ...errors.map(({ code, message }) => [code, message.replace(/^\[endcap\] [\w-]+: /, '')] as const),
      ...violations.map((text) => ['content-security-policy', text] as const),
    ]
    return entries[0]
      ? list(
          'cards',
          entries.reverse().map(([code, text]) => h('li', {}, h('h3', {}, code), h('p', {}, text))),
        )
      : empty('No errors so far.')
  },
}

function list(kind: string, items: readonly View[]): View {
  return h('ul', { class: kind, role: 'list' }, items)
}

function facts(rows: readonly (readonly [term: string, value: string])[], kind = 'facts'): View {
  return h(
    'dl',
    { class: kind },
    rows.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, foreign(value)))),
  )
}

/** Text of the shop's, in whatever direction it is read. */
const foreign = (text: string) => h('bdi', {}, text)
const muted = (text: string) => h('span', { class: 'muted' }, text)
const empty = (text: string) => h('p', { class: 'empty' }, text)
const words = (name: string) => name.replaceAll('_', ' ')
const details = (parts: readonly unknown[]) =>
  parts
    .filter(Boolean)
    .map((part) => `  ${part}`)
    .join(' ·')

function clockTime(ts: number): string {
  return new Date(ts).toLocaleTimeString(undefined, { hour12: false })
}

function money(amount: number, currency = '', was?: number): string {
  const text = formatMoney(amount, currency).trim()
  return was === undefined ? text : `${text} (was ${formatMoney(was, currency).trim()})`
}
