import { EndcapError } from '@endcap/core'

/** What one unit of a currency is worth in the shop's: `{ USD: 0.92 }` of a shop in EUR. */
export type ExchangeRates = Readonly<Record<string, number>>

/**
 * The factor of a row's currency into the shop's, as SQL: null for a currency without a rate, 1 where none was told or the shop has
 * none. Throws `option-invalid` for a wrong code or rate.
 */
export function rateSql(column: string, currency: string, rates: ExchangeRates): string {
  if (currency === '') return '1e0'
  const known = Object.entries({ ...rates, [currency]: 1 }).map(([code, rate]) => {
    if (!/^[A-Z]{3}$/.test(code)) {
      throw new EndcapError('option-invalid', `rates: ${code} is no code of three capital letters`)
    }
    if (!(Number.isFinite(rate) && rate > 0)) {
      throw new EndcapError('option-invalid', `rates: ${code} has a rate that is not above 0`)
    }
    return ` WHEN ${column} = '${code}' THEN CAST(${rate} AS DOUBLE)`
  })
  return `(CASE WHEN ${column} IS NULL THEN 1e0${known.join('')} END)`
}
