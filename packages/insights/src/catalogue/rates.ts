import { type Catalogue, EndcapError, type Product } from '@endcap/core'
import type { CatalogueProblem } from './read-file.js'

/** What one unit of `base` buys of each currency, on a day. */
export interface Rates {
  /** `YYYY-MM-DD`, of the one who published them. */
  readonly date: string
  /** ISO 4217 */
  readonly base: string
  readonly rates: Readonly<Record<string, number>>
}

/** Reads rates: JSON of that shape, or the daily XML of the European Central Bank. Throws `value-invalid`. */
export function readRates(text: string, name: string): Rates {
  const rates = text.trimStart().startsWith('<') ? readEcb(text) : readJson(text)
  const isSound =
    rates !== undefined &&
    /^\d{4}-\d\d-\d\d$/.test(rates.date) &&
    /^[A-Z]{3}$/.test(rates.base) &&
    Object.entries(rates.rates).every(([code, rate]) => /^[A-Z]{3}$/.test(code) && Number.isFinite(rate) && rate > 0)
  if (!isSound) throw new EndcapError('value-invalid', `${name}: expected { date, base, rates } or the ECB's daily XML`)
  return { ...rates, rates: { ...rates.rates, [rates.base]: 1 } }
}

function readJson(text: string): Rates | undefined {
  try {
    const { date, base, rates } = JSON.parse(text)
    return typeof rates === 'object' && rates !== null ? { date, base, rates } : undefined
  } catch {
    return undefined
  }
}

/** `<Cube time='2026-11-20'><Cube currency='USD' rate='1.08'/>…`, to the euro. */
function readEcb(text: string): Rates | undefined {
  const date = /<Cube\s+time=['"]([^'"]+)/.exec(text)?.[1]
  const found = text.matchAll(/<Cube\s+currency=['"]([A-Z]{3})['"]\s+rate=['"]([\d.]+)/g)
  const rates = Object.fromEntries(Array.from(found, ([, code, rate]) => [code as string, Number(rate)]))
  return date && Object.keys(rates).length > 0 ? { date, base: 'EUR', rates } : undefined
}

/** A catalogue with all its prices in one currency, rounded to its smallest coin. Products whose currency has no rate are left out and named. */
export function convertCatalogue(
  catalogue: Catalogue,
  currency: string,
  { rates }: Rates,
): { readonly catalogue: Catalogue; readonly problems: readonly CatalogueProblem[] } {
  const problems: CatalogueProblem[] = []
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const products = catalogue.products.flatMap((product): Product[] => {
    if (product.currency === currency) return [product]
    const [from, to] = [rates[product.currency], rates[currency]]
    if (!from || !to) {
      problems.push({
        place: `product ${product.id}`,
        code: 'value-invalid',
        detail: `no rate from ${product.currency} to ${currency}`,
      })
      return []
    }
    const convert = (price: number) => Number(((price / from) * to).toFixed(digits))
    const { price, salePrice, variants } = product
    return [
      {
        ...product,
        currency,
        price: convert(price),
        ...(salePrice !== undefined && { salePrice: convert(salePrice) }),
        ...(variants && {
          variants: variants.map((variant) => ({
            ...variant,
            ...(variant.price !== undefined && { price: convert(variant.price) }),
          })),
        }),
      },
    ]
  })
  return { catalogue: { ...catalogue, currency, products }, problems }
}
