/** Widths in CSS pixels that a card's image is offered in; the largest suits dense phones and wide grids. */
const WIDTHS = [200, 400, 600, 800]

/** Image services that resize by address: how to know one, and the address at a width. */
const SERVICES: readonly [known: RegExp, at: (url: string, width: number) => string][] = [
  // https://shopify.dev/docs/api/liquid/filters/image_url
  [/^[^?]*(cdn\.shopify\.com\/s\/|\/cdn\/shop\/)/, (url, width) => withParam(url, 'width', width)],
  // Of Stencil: /images/stencil/{size}/…
  [/\/images\/stencil\/[^/]+\//, (url, width) => url.replace(/(\/images\/stencil\/)[^/]+\//, `$1${width}w/`)],
  [
    /^https:\/\/res\.cloudinary\.com\/.*\/upload\//,
    (url, width) => url.replace('/upload/', `/upload/c_limit,f_auto,q_auto,w_${width}/`),
  ],
  [/^https:\/\/[^/]+\.imgix\.net\//, (url, width) => withParam(withParam(url, 'auto', 'format,compress'), 'w', width)],
  // WordPress.com and Jetpack. WordPress itself names its sizes in the file, and which exist is not to be known from outside.
  [/^https:\/\/i\d\.wp\.com\//, (url, width) => withParam(url, 'w', width)],
]

function withParam(url: string, name: string, value: string | number): string {
  const [path, search] = url.split('?') as [string, string?]
  const params = new URLSearchParams(search)
  params.set(name, `${value}`)
  return `${path}?${params}`
}

/**
 * `srcset` for an image of a service that resizes: Shopify, BigCommerce, Cloudinary, imgix, WordPress.com. Undefined for others, and for
 * an address with a space, which would end an entry; commas, which would too, are escaped.
 */
export function srcset(url: string): string | undefined {
  const at = SERVICES.find(([known]) => known.test(url))?.[1]
  if (!at || /\s/.test(url)) return undefined
  return WIDTHS.map((width) => `${at(url, width).replaceAll(',', '%2C')} ${width}w`).join(', ')
}
