import { count } from './count.js'
import type { DoctorReport } from './doctor.js'
import { card, details, empty, facts, foreign, list, money, more, section, text, type View, words } from './view.js'

/** Most products that are listed; the copied report holds all. */
const PRODUCTS_COUNT = 50

const FIELDS = {
  price: 'Price',
  salePrice: 'Sale price',
  offer: 'Offer',
  availability: 'Stock',
  currency: 'Currency',
} as const

/** What was read off the page: platform, sources, products. */
export function detected({ detected: { platforms, sources, products } }: DoctorReport): View {
  return [
    facts([['Platform', platforms.join(', ') || 'none that is known']]),
    section('Sources'),
    sources?.[0]
      ? list(
          'cards',
          sources.map(({ source, said, counted, problems }) =>
            card(source, [source], `${counted} counted`, [
              text(
                Object.entries(said)
                  .map(([type, times]) => `${type} × ${times}`)
                  .join(', ') || 'Products only.',
              ),
              problems.map((problem) => text(problem, 'problem')),
            ]),
          ),
        )
      : empty(sources ? 'Nothing was said yet.' : 'Still loading.'),
    section(`Products on this page: ${products.length}`),
    products[0]
      ? list(
          'cards',
          products.slice(0, PRODUCTS_COUNT).map(({ catalogueId, title, told }, i) =>
            card(
              `${i}`,
              [foreign(title || `${told[0]?.id}`)],
              catalogueId === undefined && 'not in the catalogue',
              told.map(({ source, where, id, price, salePrice, currency, availability }) => {
                const paid = salePrice ?? price
                return text([
                  `${source}, ${where}: `,
                  foreign(id),
                  details(
                    paid !== undefined && money(paid, currency, salePrice && price),
                    availability && words(availability),
                  ),
                ])
              }),
              'warn',
            ),
          ),
        )
      : empty('No products found on this page.'),
    more(products.length - PRODUCTS_COUNT),
  ]
}

/** Where catalogue, page and cart disagree. */
export function differences({ comparedCount, differences }: DoctorReport): View {
  if (!differences[0])
    return empty(
      comparedCount
        ? `No differences found in ${count(comparedCount, 'product')}.`
        : 'Nothing to compare: no product here that two sides know.',
    )
  return list(
    'cards',
    differences.map(({ id, title, field, values }) =>
      card(
        `${id} ${field}`,
        [foreign(title || id)],
        FIELDS[field],
        [
          title && text(foreign(id)),
          facts(
            values.map(({ where, source, value, was, currency }) => [
              where + (source ? ` (${source})` : ''),
              typeof value === 'number' ? money(value, currency, was) : words(value),
            ]),
          ),
        ],
        'warn',
      ),
    ),
  )
}
