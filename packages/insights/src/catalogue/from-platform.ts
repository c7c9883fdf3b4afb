/** A catalogue that `parseCatalogue` is still to read. */
interface Unread {
  readonly v: 1
  readonly products: readonly unknown[]
}

/** Which shop system wrote this JSON; undefined for a catalogue of ours. */
export function platformOf(value: unknown): 'shopify' | 'woocommerce' | undefined {
  const list = Array.isArray(value) ? value : (value as { products?: unknown } | null)?.products
  const first = Array.isArray(list) ? (list[0] as Record<string, unknown> | undefined) : undefined
  if (first && 'handle' in first && Array.isArray(first.variants)) return 'shopify'
  if (first && 'permalink' in first && 'prices' in first) return 'woocommerce'
  return undefined
}

interface ShopifyVariant {
  readonly id?: unknown
  readonly title?: string
  readonly price?: string
  readonly compare_at_price?: string | null
  readonly available?: boolean
}

interface ShopifyProduct {
  readonly id?: unknown
  readonly title?: string
  readonly handle?: string
  readonly vendor?: string
  readonly product_type?: string
  readonly published_at?: string
  readonly tags?: readonly string[] | string
  readonly variants?: readonly ShopifyVariant[]
  readonly images?: readonly { readonly src?: string }[]
}

/**
 * Products of Shopify's `products.json`, under their product ids, as the tracker names them. It tells neither currency nor host: prices are
 * `currency`, links begin with `shop`. The price is that of the cheapest variant that can be bought.
 */
export function fromShopify(
  value: unknown,
  { currency, shop = '' }: { currency?: string | undefined; shop?: string | undefined },
): Unread {
  const { products = [] } = (Array.isArray(value) ? { products: value } : value) as {
    products?: readonly ShopifyProduct[]
  }
  return {
    v: 1,
    products: products.map(({ id, title, handle, vendor, product_type, published_at, tags, variants = [], images }) => {
      const buyable = variants.filter(({ available }) => available !== false)
      const cheapest = (buyable[0] ? buyable : variants).toSorted((a, b) => Number(a.price) - Number(b.price))[0]
      const paid = amount(cheapest?.price)
      const full = amount(cheapest?.compare_at_price)
      const isOnSale = paid !== undefined && full !== undefined && full > paid
      const words = typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()) : tags
      return clean({
        id: id === undefined ? undefined : String(id),
        title,
        url: handle && `${shop.replace(/\/$/, '')}/products/${handle}`,
        image: images?.[0]?.src,
        price: isOnSale ? full : paid,
        salePrice: isOnSale ? paid : undefined,
        currency,
        availability: buyable[0] ? 'in_stock' : 'out_of_stock',
        brand: vendor || undefined,
        categories: product_type ? [product_type] : undefined,
        tags: words?.filter(Boolean).slice(0, 20),
        publishedAt: published_at,
        variants: variants[1]
          ? variants.map((variant) =>
              clean({
                id: String(variant.id),
                title: variant.title,
                price: amount(variant.price),
                availability: variant.available === false ? 'out_of_stock' : 'in_stock',
              }),
            )
          : undefined,
      })
    }),
  }
}

interface WooProduct {
  readonly id?: unknown
  readonly name?: string
  readonly permalink?: string
  readonly images?: readonly { readonly src?: string }[]
  readonly prices?: {
    readonly price?: string
    readonly regular_price?: string
    readonly sale_price?: string
    readonly currency_code?: string
    readonly currency_minor_unit?: number
  }
  readonly is_in_stock?: boolean
  readonly categories?: readonly { readonly name?: string }[]
  readonly tags?: readonly { readonly name?: string }[]
  readonly average_rating?: string
  readonly review_count?: number
}

/** Products of WooCommerce's Store API (`/wp-json/wc/store/v1/products`), under their product ids. Its prices are in minor units. */
export function fromWooCommerce(value: unknown): Unread {
  const products = (Array.isArray(value) ? value : []) as readonly WooProduct[]
  return {
    v: 1,
    products: products.map(({ id, name, permalink, images, prices = {}, is_in_stock, categories, tags, ...rated }) => {
      const money = (text: string | undefined) => {
        const minor = amount(text)
        return minor === undefined ? undefined : minor / 10 ** (prices.currency_minor_unit ?? 2)
      }
      const [price, regular] = [money(prices.price), money(prices.regular_price)]
      const isOnSale = price !== undefined && regular !== undefined && regular > price
      const rating = { value: Number(rated.average_rating), count: Number(rated.review_count) }
      return clean({
        id: id === undefined ? undefined : String(id),
        title: name && decode(name),
        url: permalink,
        image: images?.[0]?.src,
        price: isOnSale ? regular : price,
        salePrice: isOnSale ? price : undefined,
        currency: prices.currency_code,
        availability: is_in_stock === false ? 'out_of_stock' : 'in_stock',
        categories: namesOf(categories),
        tags: namesOf(tags),
        rating: rating.count > 0 ? rating : undefined,
      })
    }),
  }
}

const namesOf = (terms: readonly { readonly name?: string }[] = []): string[] | undefined => {
  const names = terms.flatMap(({ name }) => (name ? [decode(name)] : []))
  return names[0] ? names : undefined
}

/** WordPress writes names as HTML: `Salt &amp; pepper`, `Chef&#8217;s knife`. */
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const decode = (html: string): string =>
  html.replace(/&(?:#(\d{1,7})|([a-z]+));/g, (all, code, name) =>
    code ? String.fromCodePoint(Math.min(Number(code), 0x10ffff)) : (NAMED[name] ?? all),
  )

function amount(text: string | null | undefined): number | undefined {
  return text === undefined || text === null || text === '' ? undefined : Number(text)
}

const clean = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
