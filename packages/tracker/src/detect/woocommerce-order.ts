import type { EventItem } from '@endcap/core'
import { idOf, quantityOf, textOf, told } from './foreign.js'
import { readPrice, slugOf } from './woocommerce-page.js'

/** An order as its thank-you page shows it. What cannot be read reliably is undefined. */
export interface ShownOrder {
  readonly transactionId: string | undefined
  readonly value: number | undefined
  readonly currency: string | undefined
  readonly items: readonly EventItem[]
}

const TABLE = '.woocommerce-table--order-details,.wc-block-order-confirmation-totals__table'

/**
 * The order of this page: of the classic template, or of the order confirmation blocks. Undefined on other pages, and for an
 * order whose payment failed. The page names products by their address only: the last part of it is the item's id.
 */
export function readOrder(window: Window): ShownOrder | undefined {
  const { document, location } = window
  const address = /\/order-received\/(\d+)/.exec(location.pathname)?.[1]
  const number = address ?? new URLSearchParams(location.search).get('order-received')
  if (!number && !document.body.classList.contains('woocommerce-order-received')) return undefined
  if (document.querySelector('.woocommerce-thankyou-order-failed')) return undefined
  const overview = document.querySelector('.woocommerce-order-overview__total')
  const sums = [...document.querySelectorAll(`:is(${TABLE}) tfoot tr`)]
  const total = overview ?? sums.filter((row) => row.querySelector('.woocommerce-Price-amount')).at(-1)
  const { amount, currency } = readPrice(total, window)
  const rows = [...document.querySelectorAll(`:is(${TABLE}) .order_item`)]
  return {
    transactionId:
      idOf(document.querySelector('.woocommerce-order-overview__order strong')?.textContent) ?? idOf(number),
    value: amount,
    currency,
    items: rows.flatMap((row) => readRow(row, window) ?? []),
  }
}

function readRow(row: Element, window: Window): EventItem | undefined {
  const link = row.querySelector<HTMLAnchorElement>('a[href]')
  const cell = row.querySelector('.product-name,.wc-block-order-confirmation-totals__product')
  const item_name = textOf((link ?? cell?.firstChild)?.textContent)
  const item_id = slugOf(link?.pathname ?? '') ?? idOf(item_name)
  if (!item_id) return undefined
  const shown = row.querySelector('.product-quantity')?.textContent?.replace(/\D/g, '')
  const quantity = quantityOf(shown) ?? 1
  const sum = readPrice(row, window).amount
  const price = sum === undefined ? undefined : Math.round((sum / quantity) * 1e4) / 1e4
  return told({ item_id, item_name, price, quantity })
}
