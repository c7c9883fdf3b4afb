/** Symbols that stand for one currency alone. `$`, `¥` and `kr` are several, and so are none of these. */
const SYMBOLS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  zł: 'PLN',
  Kč: 'CZK',
  Ft: 'HUF',
  R$: 'BRL',
  '₺': 'TRY',
  '₴': 'UAH',
  '₪': 'ILS',
  '₩': 'KRW',
  '₫': 'VND',
  '฿': 'THB',
  CHF: 'CHF',
}

/** The currency that a symbol or a code on the page stands for; undefined where it may be several. */
export function currencyOfSymbol(symbol: string): string | undefined {
  return SYMBOLS[symbol] ?? /^[A-Z]{3}$/.exec(symbol)?.[0]
}

/**
 * The sign before the decimals in prices of one page. A price with two kinds of signs, a repeated sign, or one that is not
 * followed by three digits decides. Undefined when none does.
 */
export function findDecimalSign(prices: readonly string[]): ',' | '.' | undefined {
  for (const price of prices) {
    const signs = price.match(/[.,](?=\d)/g) ?? []
    const last = signs.at(-1) as ',' | '.' | undefined
    const other = last === ',' ? '.' : ','
    if (!last) continue
    if (new Set(signs).size > 1) return last
    if (signs.length > 1) return other
    if (!/[.,]\d{3}(?!\d)/.test(price)) return last
  }
  return undefined
}

/** A price as people read it, as a number. Undefined when the sign before the decimals is not known and would decide. */
export function readShownPrice(price: string, decimalSign: ',' | '.' | undefined): number | undefined {
  const digits = price.replace(/[^\d.,]/g, '').replace(/^[.,]+|[.,]+$/g, '')
  if (!digits || (!decimalSign && /[.,]/.test(digits))) return undefined
  const [whole = '', decimals = '', ...more] = digits.split(decimalSign ?? '.')
  return more.length ? undefined : Number(`${whole.replace(/\D/g, '')}.${decimals.replace(/\D/g, '')}`)
}
