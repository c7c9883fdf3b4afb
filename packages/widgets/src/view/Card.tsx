import type { SlotItem } from '@endcap/client'
import { currentPrice, formatMoney } from '@endcap/core'
import type { Labels } from '../labels.js'

/** What a card needs. */
export interface CardProps {
  readonly item: SlotItem
  readonly labels: Labels
  /** Draws the add-to-cart button. */
  readonly cart: boolean
  /** BCP 47; undefined: the browser's. */
  readonly locale: string | undefined
  onSelect(item: SlotItem): void
  onAdd(item: SlotItem, button: Element): void
}

// Relative, http or https: a catalogue is foreign data, and `javascript:` in a link would run it.
const SAFE_URL = /^(https?:|[^:]*$|[^:/?#]*[/?#])/i

/** One product: a link with image, title and price, and the button beside it. */
export function Card({ item, labels, cart, locale, onSelect, onAdd }: CardProps) {
  const { id, title, url, image, price, currency } = item.product
  const now = currentPrice(item.product)
  const select = () => onSelect(item)
  return (
    <li class="endcap-item">
      <div class="endcap-card" data-endcap-item={id}>
        <a class="endcap-link" href={SAFE_URL.test(url) ? url : undefined} onClick={select} onAuxClick={select}>
          <span class="endcap-media">
            {image && (
              <img class="endcap-img" src={image} alt="" width={400} height={400} loading="lazy" decoding="async" />
            )}
          </span>
          <span class="endcap-title">{title}</span>
          <span class="endcap-prices">
            <span class={now < price ? 'endcap-price endcap-sale' : 'endcap-price'}>
              <span class="endcap-sr">{now < price ? labels.sale : labels.price} </span>
              {formatMoney(now, currency, locale)}
            </span>
            {now < price && (
              <s class="endcap-was">
                <span class="endcap-sr">{labels.was} </span>
                {formatMoney(price, currency, locale)}
              </s>
            )}
          </span>
        </a>
        {cart && (
          <button
            type="button"
            class="endcap-atc"
            aria-label={`${labels.add}: ${title}`}
            onClick={(event) => onAdd(item, event.currentTarget)}
          >
            {labels.add}
          </button>
        )}
      </div>
    </li>
  )
}
