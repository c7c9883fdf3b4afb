/** Making one takes longer than drawing a card. */
const formats: Record<string, Intl.NumberFormat> = {}

/** Formats an amount in decimal units for people, for example `£4.95`. Falls back to `4.95 XXX` for an unknown code. */
export function formatMoney(amount: number, currency: string, locale?: string): string {
  try {
    return (formats[locale + currency] ??= new Intl.NumberFormat(locale, { style: 'currency', currency })).format(
      amount,
    )
  } catch {
    return `${amount.toFixed(2)} ${currency}`
  }
}
