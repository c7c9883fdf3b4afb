/**
 * Reads the shop's static files in the page: as much checking as keeps the page safe, in few bytes.
 * `endcap doctor` and the collector run the full parsers of core, which name every field.
 */
import type { Catalogue, Config, ErrorCode, Experiment, Placement, Product } from '@endcap/core'

/** Notes what is wrong at a JSON Pointer path. */
export type Report = (code: ErrorCode, path: string) => void

type Loose<T> = { readonly [Key in keyof T]?: unknown }

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The entries of a list that pass; the others are left out and reported. */
function sound<T>(list: unknown, path: string, report: Report, test: (entry: Loose<T>) => unknown): T[] {
  if (!Array.isArray(list)) {
    report('type-wrong', path)
    return []
  }
  return list.filter((entry, i) => (entry && test(entry)) || report('value-invalid', `${path}/${i}`))
}

/** A config: placements need `id` and `selector`, experiments an `id`, a `placement` and two variants. */
export function readConfig(value: unknown, report: Report): Config {
  const { v, placements, experiments = [] } = Object(value) as Loose<Config>
  if (v !== 1) report('version-unknown', '/v')
  return {
    v: 1,
    placements: sound<Placement>(
      v === 1 ? placements : [],
      '/placements',
      report,
      (p) => isText(p.id) && isText(p.selector),
    ),
    experiments: sound<Experiment>(v === 1 ? experiments : [], '/experiments', report, (e) => {
      return isText(e.id) && isText(e.placement) && Array.isArray(e.variants) && e.variants.length > 1
    }),
  }
}

/** A catalogue, or a bare list of products. A product needs id, title, price and a URL that is no script. */
export function readCatalogue(value: unknown, report: Report): Catalogue {
  const { v, currency, products } = (
    Array.isArray(value) ? { v: 1, products: value } : Object(value)
  ) as Loose<Catalogue>
  if (v !== 1) report('version-unknown', '/v')
  const known = sound<Product>(v === 1 ? products : [], '/products', report, (p) => {
    return (
      isText(p.id) && isText(p.title) && isText(p.url) && !/^\s*(javascript|data):/i.test(p.url) && Number(p.price) >= 0
    )
  })
  return {
    v: 1,
    products: known.map((product) => (product.currency ? product : { ...product, currency: String(currency) })),
  }
}
