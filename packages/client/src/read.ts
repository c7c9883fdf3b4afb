/**
 * Reads the shop's static files in the page: as much checking as keeps the page safe, in few bytes.
 * `endcap doctor` and the collector run the full parsers of core, which name every field.
 */
import {
  type Campaign,
  type Catalogue,
  type Config,
  EMPTY_CONFIG,
  type ErrorCode,
  type Experiment,
  type Placement,
  type Product,
} from '@endcap/core'

/** Notes what is wrong at a JSON Pointer path. */
export type Report = (code: ErrorCode, path: string) => void

type Loose<T> = { readonly [Key in keyof T]?: unknown }

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The entries of a list that pass; the others are left out and reported. */
function sound<T>(list: unknown, path: string, report: Report, test: (entry: Loose<T>) => unknown): T[] {
  if (Array.isArray(list)) {
    return list.filter((entry, i) => (entry && test(entry)) || report('value-invalid', `${path}/${i}`))
  }
  report('type-wrong', path)
  return []
}

/** The value when it is an object of version 1; else an empty one, reported. */
function versioned<T>(value: unknown, report: Report): Loose<T> {
  if ((value as { v?: unknown } | null)?.v === 1) return value as Loose<T>
  report('version-unknown', '/v')
  return {}
}

/** A config that is off says nothing else. In another placements need `id` and `selector`, experiments an `id`, a `placement` and two variants, campaigns an `id`. The rest is read where it is used. */
export function readConfig(value: unknown, report: Report): Config {
  const { off, placements, experiments = [], campaigns = [], ...rest } = versioned<Config>(value, report)
  if (off) return { ...EMPTY_CONFIG, off: true }
  return {
    ...rest,
    campaigns: sound<Campaign>(campaigns, '/campaigns', report, (c) => isText(c.id)),
    placements: sound<Placement>(placements, '/placements', report, (p) => isText(p.id) && isText(p.selector)),
    experiments: sound<Experiment>(
      experiments,
      '/experiments',
      report,
      (e) => isText(e.id) && isText(e.placement) && (e.variants as unknown[])?.length > 1,
    ),
  } as Config
}

/** A product needs id, title, price and a URL that is no script. */
export const isProduct = (p: Loose<Product>): boolean =>
  isText(p.id) && isText(p.title) && isText(p.url) && !/^\s*(javascript|data):/i.test(p.url) && (p.price as number) >= 0

/** A catalogue, or a bare list of products. Content is read where it is used. */
export function readCatalogue(value: unknown, report: Report): Catalogue {
  const { currency, products, content } = Array.isArray(value)
    ? { products: value }
    : versioned<Catalogue>(value, report)
  return {
    v: 1,
    content,
    products: sound<Product>(products, '/products', report, isProduct).map((product) => ({
      ...product,
      currency: product.currency ?? (currency as string),
    })),
  } as Catalogue
}
