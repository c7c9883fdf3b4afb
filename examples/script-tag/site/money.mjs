const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' })

/** `2.5` → `£2.50`. */
export const formatMoney = (amount) => format.format(amount)

/** What the shopper pays: the sale price, if there is one. */
export const priceOf = (product) => product.salePrice ?? product.price
