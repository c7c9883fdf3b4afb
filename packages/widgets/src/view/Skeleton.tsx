/**
 * A card without a product. The same boxes as `Card`, with one space for each text, so that under any theme it is
 * exactly as high as the card that replaces it.
 */
export function Skeleton({ cart }: { readonly cart: boolean }) {
  return (
    <li class="endcap-item endcap-skeleton">
      <div class="endcap-card">
        <span class="endcap-link">
          <span class="endcap-media" />
          <span class="endcap-title">{SPACE}</span>
          <span class="endcap-prices">
            <span class="endcap-price">{SPACE}</span>
          </span>
        </span>
        {cart && (
          <button type="button" class="endcap-atc" disabled>
            {SPACE}
          </button>
        )}
      </div>
    </li>
  )
}

/** Takes a line, shows nothing. */
export const SPACE = '\u00a0'
