/** @jsxImportSource react */
import type { SlotItem } from '@endcap/client'
import { SPACE, safeUrl } from '@endcap/client/view'
import { currentPrice, formatMoney } from '@endcap/core'
import { useContext } from 'react'
import { Context } from './context.js'
import { useLabels } from './labels.js'

/** What a card may do. */
export interface CardApi {
  /** The shopper chose the card: for the link's `onClick` and `onAuxClick`. */
  select(): void
  /** Offers the product to the shop's cart by `endcap:add-to-cart`, and says the result. */
  add(quantity?: number): Promise<void>
}

/** What the standard card needs. */
export interface CardProps extends Partial<CardApi> {
  /** Undefined: a skeleton, the same boxes with one space for each text. */
  readonly item?: SlotItem | undefined
  /** Draws the button. @default true */
  readonly cart?: boolean
}

/** One product: a link with image, title and price, and the button beside it. */
export function Card({ item, cart = true, select, add }: CardProps) {
  const { locale } = useContext(Context)
  const labels = useLabels()
  const product = item?.product
  const { title = SPACE, url, image, price } = product ?? {}
  const now = product && currentPrice(product)
  const isSale = now !== price
  const money = (label: string, amount: number | undefined) =>
    product ? (
      <>
        <span className="endcap-sr">{label} </span>
        {formatMoney(amount as number, product.currency, locale)}
      </>
    ) : (
      SPACE
    )
  return (
    <div className="endcap-card">
      <a className="endcap-link" href={safeUrl(url)} onClick={select} onAuxClick={select}>
        <span className="endcap-media">
          {image && (
            <img className="endcap-img" src={image} alt="" width={400} height={400} loading="lazy" decoding="async" />
          )}
        </span>
        <span className="endcap-title">{title}</span>
        <span className="endcap-prices">
          <b className={isSale ? 'endcap-price endcap-sale' : 'endcap-price'}>
            {money(isSale ? labels.sale : labels.price, now)}
          </b>
          {isSale && (
            <>
              {' '}
              <s className="endcap-was">{money(labels.was, price)}</s>
            </>
          )}
        </span>
      </a>
      {cart && (
        <button
          type="button"
          className="endcap-atc"
          disabled={!item}
          aria-label={item && `${labels.add}: ${title}`}
          onClick={() => add?.()}
        >
          {item ? labels.add : SPACE}
        </button>
      )}
    </div>
  )
}
