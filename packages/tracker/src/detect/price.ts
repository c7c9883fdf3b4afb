/** The first amount of a text; spaces and apostrophes only between groups of three digits. */
const AMOUNT = /-?(\d{1,3}([\s'’]\d{3})+(?!\d)([.,]\d+)?|\d([\d.,]*\d)?)/

/**
 * An amount of money in decimal units, from a number or from text as people and machines write it: `1.299,00`, `1,299.00`,
 * `1'299.50`, `12,5`, `Rs. 1,299`. Where both separators stand, the last is the decimal one; a separator that comes twice, or once
 * before exactly three digits, groups them, unless it is `decimal`. Give `decimal: '.'` for formats made for machines.
 * Undefined for everything without an amount and for amounts beyond 1e9.
 */
export function parsePrice(value: unknown, decimal?: '.' | ','): number | undefined {
  const price = typeof value === 'string' ? parseText(value, decimal) : value
  return typeof price === 'number' && Math.abs(price) <= 1e9 ? price : undefined
}

function parseText(text: string, decimal?: string): number {
  const [amount = 'none'] = AMOUNT.exec(text.slice(0, 256).trim().replace(/^[.,]/, '0.')) ?? []
  const digits = amount.replace(/[\s'’]/g, '')
  const [, separator = ' '] = /.*([.,])/.exec(digits) ?? []
  const isGroup =
    digits.split(separator).length > 2 || (separator !== decimal && /^-?[1-9]\d{0,2}[.,]\d{3}$/.test(digits))
  return Number(digits.replace(isGroup ? /[.,]/g : /[.,](?=.*[.,])/g, '').replace(',', '.'))
}

/** An ISO 4217 code in capitals; undefined for what does not look like one. */
export function parseCurrency(value: unknown): string | undefined {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : ''
  return /^[A-Z]{3}$/.test(code) ? code : undefined
}
