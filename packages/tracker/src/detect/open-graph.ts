import { readAddress } from './address.js'
import { parseAvailability } from './availability.js'
import { cut } from './cut.js'
import type { StartDetector } from './detector.js'
import { parseCurrency, parsePrice } from './price.js'
import { type Reading, startScan } from './scan.js'

/** The product of a page in Open Graph's names, with those of Facebook's catalogue. Pages of another `og:type` have none. */
export const startOpenGraph: StartDetector = (parts) => {
  const { window } = parts.env

  function content(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const meta = window.document.querySelector(`meta[property="${name}"],meta[name="${name}"]`)
      const text = cut(meta?.getAttribute('content'), 2048)
      if (text) return text
    }
    return undefined
  }

  function read(): Reading {
    const { resolve, isHere } = readAddress(window)
    if (!/^(og:)?product(\.item)?$/.test(content('og:type') ?? '')) return { isHere: false }
    const url = resolve(content('og:url'))
    const own = content('product:retailer_item_id', 'product:retailer_part_no')?.slice(0, 128)
    const group = content('product:item_group_id')?.slice(0, 128)
    const id = own ?? group ?? new URL(url ?? window.location.href).pathname.slice(0, 128)
    // Facebook's names are for machines; Open Graph's own, as themes fill it, is for people.
    const price = parsePrice(content('product:price:amount'), '.') ?? parsePrice(content('og:price:amount'))
    const sale = parsePrice(content('product:sale_price:amount'), '.')
    const page = {
      id,
      aliases: group && group !== id ? [group] : undefined,
      where: 'page' as const,
      groupId: group,
      title: content('og:title')?.slice(0, 1024),
      url,
      image: resolve(content('og:image:secure_url', 'og:image')),
      price,
      salePrice: sale !== undefined && price !== undefined && sale < price ? sale : undefined,
      currency: parseCurrency(content('product:price:currency', 'og:price:currency')),
      availability: parseAvailability(content('product:availability', 'og:availability')),
      brand: content('product:brand', 'og:brand')?.slice(0, 256),
      categories: content('product:category')
        ?.split(/\s*>\s*/)
        .slice(0, 10),
    }
    return { page: JSON.parse(JSON.stringify(page)), isHere: isHere(url) }
  }

  return startScan(parts, 'open-graph', 'meta[property],meta[name]', read)
}
