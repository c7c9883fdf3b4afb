import { numberOf } from './foreign.js'

/**
 * Decimal units of an amount in minor units; undefined for what is no number. Shopify's themes and Ajax API count every
 * currency in hundredths, also those without cents (shopify.dev/docs/api/liquid/filters/money); WooCommerce's Store API tells
 * the digits (`currency_minor_unit`).
 */
export function fromMinorUnits(amount: unknown, digits: unknown = 2): number | undefined {
  const minor = numberOf(amount)
  const count = numberOf(digits)
  if (minor === undefined || count === undefined || ![0, 1, 2, 3, 4].includes(count)) return undefined
  return minor / 10 ** count
}
