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

/** Symbols of the currencies with three decimals, in Latin or Arabic letters. */
const THOUSANDTHS = /^(KWD|BHD|OMR|TND|JOD|IQD|LYD|KD|BD|DT|JD)$|[\u0600-\u06ff]/

/** What stands before the decimals; '' for prices without decimals. */
export type DecimalSign = ',' | '.' | ''

/**
 * The sign before the decimals in prices of one page. A price with two kinds of signs, a repeated sign, or one that is not
 * followed by three digits decides. When none does, three digits are a thousand; undefined where they may be decimals.
 */
export function findDecimalSign(prices: readonly string[], symbol: string): DecimalSign | undefined {
  for (const price of prices) {
    const signs = price.match(/[.,](?=\d)/g) ?? []
    const last = signs.at(-1) as ',' | '.' | undefined
    if (!last) continue
    if (new Set(signs).size > 1) return last
    if (signs.length > 1) return last === ',' ? '.' : ','
    if (!/[.,]\d{3}(?!\d)/.test(price)) return last
  }
  return THOUSANDTHS.test(symbol) ? undefined : ''
}

/** A price as people read it, as a number. Undefined for none, and when it is not known what a sign in it stands for. */
export function readShownPrice(price: string, decimalSign: DecimalSign | undefined): number | undefined {
  const digits = price.replace(/[^\d.,]/g, '').replace(/^[.,]+|[.,]+$/g, '')
  if (!digits || (decimalSign === undefined && /[.,]/.test(digits))) return undefined
  const [whole = '', decimals = '', ...more] = decimalSign ? digits.split(decimalSign) : [digits]
  return more.length ? undefined : Number(`${whole.replace(/\D/g, '')}.${decimals.replace(/\D/g, '')}`)
}
