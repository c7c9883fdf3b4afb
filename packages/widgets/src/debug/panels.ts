import { h } from '../small-preact.js'
import type { DoctorCheck } from './checks.js'
import { count } from './count.js'
import type { DoctorReport } from './doctor.js'
import { detected, differences } from './product-panels.js'
import { card, details, empty, facts, foreign, list, more, section, text, type View } from './view.js'

const DECIDERS: Readonly<Record<string, string>> = {
  call: 'the shop’s code',
  tcf: 'IAB TCF',
  shopify: 'Shopify',
  wp: 'WP Consent API',
  'consent-mode': 'Google Consent Mode',
  gpc: 'Global Privacy Control',
  default: 'default',
}

/** Items of an event that are listed. */
const ITEMS_COUNT = 3

/** The checks in one line. */
export function verdict(checks: readonly DoctorCheck[]): string {
  const bad = checks.filter(({ ok }) => ok === false).length
  return bad ? count(bad, 'problem') : 'No problems found'
}

/** What the overlay shows, a tab each. */
export const PANELS = {
  Overview({ checks, page }) {
    const part = (state: boolean | undefined, kind: string, sign: string, word: string) =>
      checks
        .filter(({ ok }) => ok === state)
        .map(({ name, detail, fix }) =>
          h(
            'li',
            { key: name, class: kind },
            h('span', { class: 'sign', role: 'img', 'aria-label': word }, sign),
            h('div', {}, h('h3', {}, name), text(detail), fix && text(fix, 'fix')),
          ),
        )
    return [
      list('checks', [
        part(false, 'bad', '!', 'Problem'),
        part(undefined, '', '–', 'Not known'),
        part(true, 'good', '✓', 'Fine'),
      ]),
      facts([
        ['Kind of page', page.kind],
        ['Address', page.url],
      ]),
    ]
  },

  Events({ queue: { delivered, stored, dropped, events }, checks }) {
    const held = checks.find(({ name, ok }) => !ok && (name === 'Consent' || name === 'Collector'))
    return [
      facts(Object.entries({ Delivered: delivered, Stored: stored, Dropped: dropped }), 'tiles'),
      held && text(held.detail, 'warn'),
      events[0]
        ? list(
            'events',
            events
              .map(({ ts, type, placement, items }, i) =>
                h(
                  'li',
                  { key: `${ts} ${i}` },
                  h('time', {}, new Date(ts).toTimeString().slice(0, 8)),
                  h(
                    'div',
                    {},
                    h('h3', {}, type, placement && h('span', { class: 'muted' }, details(placement))),
                    items
                      .slice(0, ITEMS_COUNT)
                      .map(({ item_id, item_name, price, quantity = 1 }) =>
                        text([
                          foreign(item_name ?? item_id),
                          details(quantity > 1 && `× ${quantity}`, price?.toFixed(2)),
                        ]),
                      ),
                    more(items.length - ITEMS_COUNT),
                  ),
                ),
              )
              .reverse(),
          )
        : empty('No events on this page yet.'),
    ]
  },

  Consent({ consent: { state, deciders, gpc } }) {
    const purpose = (title: string, name: keyof typeof state) =>
      card(title, [title], state[name], [text(`Decided by ${DECIDERS[deciders[name]]}.`)], state[name])
    return list('cards', [
      purpose('Analytics', 'analytics'),
      purpose('Personalisation', 'personalization'),
      card('gpc', ['Global Privacy Control'], gpc ? 'on' : 'off', [
        gpc && text('What the visitor did not choose counts as denied.'),
      ]),
    ])
  },

  Rows: ({ rows }) =>
    rows[0]
      ? rows.map(({ placement, state, closed, items }) => [
          section(`${placement}: ${state}${closed ? `, ${closed}` : ''}`),
          list(
            'cards',
            items.map(({ id, title, why, propensity }) =>
              card(id, [foreign(title)], propensity < 1 && `${Math.round(propensity * 100)} %`, [text(why)]),
            ),
          ),
        ])
      : empty('No rows on this page.'),

  Detected: detected,
  Differences: differences,

  Errors({ errors, violations }) {
    const entries = [
      ...errors.map(({ code, message }) => [code, message.replace(/^\[endcap\] [\w-]+: /, '')] as const),
      ...violations.map((violation) => ['Content Security Policy', violation] as const),
    ].reverse()
    return entries[0]
      ? list(
          'cards',
          entries.map(([title, detail], i) => card(`${i}`, [title], undefined, [text(detail)])),
        )
      : empty('No errors so far.')
  },
} satisfies Readonly<Record<string, (report: DoctorReport) => View>>

/** The name of a tab. */
export type Tab = keyof typeof PANELS
/** In the order that they stand in. */
export const TABS = Object.keys(PANELS) as Tab[]
