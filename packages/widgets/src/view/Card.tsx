/** @jsxRuntime classic */
/** @jsx h */
import type { SlotItem } from '@endcap/client'
import { type Labels, SPACE, safeUrl } from '@endcap/client/view'
import { currentPrice, formatMoney } from '@endcap/core'
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of it
import { h, type JSX } from 'preact'
import type { Parts } from '../kinds/kind.js'

/** What a card needs. */
export interface CardProps {
  /** Undefined: a skeleton, the same boxes with one space for each text, exactly as high as the card that replaces it. */
  readonly item?: SlotItem | undefined
  /** The skeleton only keeps the place: nothing is on its way. */
  readonly isBlank?: boolean
  readonly labels: Labels
  /** Draws the add-to-cart button. */
  readonly cart: boolean
  /** BCP 47; undefined: the browser's. */
  readonly locale: string | undefined
  /** What a kind of widget adds. */
  readonly parts?: Parts
  onSelect(item: SlotItem): void
  /** `card`: the element with `data-endcap-item`. */
  onAdd(item: SlotItem, card: Element): void
}

/** One product: a link with image, title and price, and the button beside it. */
export function Card({ item, isBlank, labels, cart, locale, parts = {}, onSelect, onAdd }: CardProps) {
  const product = item?.product
  const { title = SPACE, url, image, price } = product ?? {}
  const now = product && currentPrice(product)
  const isSale = now !== price
  const select = item && (() => onSelect(item))
  const money = (label: string, amount: number | undefined) =>
    product ? [<span class="endcap-sr">{label} </span>, formatMoney(amount as number, product.currency, locale)] : SPACE
  if (item && parts.card) return parts.card(item) as JSX.Element
  return (
    <li class={`endcap-item${item ? '' : isBlank ? ' endcap-blank' : ' endcap-skeleton'}`}>
      <div class={`endcap-card${item && parts.isGone?.(item) ? ' endcap-gone' : ''}`} data-endcap-item={product?.id}>
        <a class="endcap-link" href={safeUrl(url)} onClick={select} onAuxClick={select}>
          <span class="endcap-media">
            {image && (
              <img
                class="endcap-img"
                {...(product && parts.image?.(product))}
                src={image}
                alt=""
                width={400}
                height={400}
                loading="lazy"
                decoding="async"
              />
            )}
            {product && parts.badges?.(product)}
          </span>
          <span class="endcap-title">{title}</span>
          <span class="endcap-prices">
            <b class={isSale ? 'endcap-price endcap-sale' : 'endcap-price'}>
              {money(isSale ? labels.sale : labels.price, now)}
            </b>
            {isSale && [' ', <s class="endcap-was">{money(labels.was, price)}</s>]}
          </span>
        </a>
        {item && parts.button?.(item)}
        {cart && (
          <button
            type="button"
            class="endcap-atc"
            disabled={!item}
            aria-label={item && `${labels.add}: ${title}`}
            onClick={(event) => item && onAdd(item, event.currentTarget.parentElement as Element)}
          >
            {item ? labels.add : SPACE}
          </button>
        )}
      </div>
    </li>
  )
}
