import type { SlotItem } from '@endcap/client'

interface ProductCardProps {
  /** Undefined: the same boxes, empty. */
  readonly product?: SlotItem['product']
  onSelect?(): void
  onAdd?(): void
}

const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' })

/** The shop's own card: an ordinary component that knows nothing of Endcap. */
export function ProductCard({ product, onSelect, onAdd }: ProductCardProps) {
  return (
    <article className="card">
      <img src={product?.image ?? '/img/none.svg'} alt="" width="200" height="200" />
      <h3>
        {product && (
          <a href={product.url} onClick={onSelect} onAuxClick={onSelect}>
            {product.title}
          </a>
        )}
      </h3>
      <p>{product ? money.format(product.price) : '\u00a0'}</p>
      <button type="button" disabled={!product} onClick={onAdd}>
        Add
      </button>
    </article>
  )
}
