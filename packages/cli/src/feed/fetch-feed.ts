import { gunzipSync } from 'node:zlib'
import { CommandError } from '../io.js'

/** What the server said of an answer, to ask next time whether there is another. */
export interface Validators {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

/** Bounds of a download. */
export interface FetchLimits {
  /** For each request, with its body. @default 60000 */
  readonly timeoutMs?: number
  /** Unpacked, of all pages together. @default 268435456 */
  readonly bytes?: number
}

/** Asks for a feed. Undefined: nothing has changed since `known`. Throws a `CommandError`. */
export async function fetchFeed(
  address: string,
  headers: Readonly<Record<string, string>>,
  known: Validators,
  { timeoutMs = 60_000, bytes = 256 << 20 }: FetchLimits = {},
): Promise<{ readonly text: string; readonly validators: Validators } | undefined> {
  const paging = pagingOf(address)
  if (paging) return { text: await fetchPages(paging), validators: {} }
  const asked = {
    ...headers,
    ...(known.etag && { 'if-none-match': known.etag }),
    ...(known.lastModified && { 'if-modified-since': known.lastModified }),
  }
  const answer = await ask(address, asked, bytes)
  if (answer.status === 304) return undefined
  const etag = answer.headers.get('etag') ?? undefined
  const lastModified = answer.headers.get('last-modified') ?? undefined
  return { text: answer.text, validators: { etag, lastModified } }

  async function ask(url: string, sent: Readonly<Record<string, string>>, left: number) {
    const where = new URL(url)
    // A query may hold a token.
    const shown = `${where.origin}${where.pathname}`
    try {
      const response = await fetch(url, { headers: sent, signal: AbortSignal.timeout(timeoutMs) })
      if (!response.ok && response.status !== 304) throw new CommandError(`${shown} answered ${response.status}`)
      const body = await readBody(response, left, shown)
      const isPacked = body[0] === 0x1f && body[1] === 0x8b
      const text = new TextDecoder().decode(isPacked ? gunzipSync(body, { maxOutputLength: left }) : body)
      return { status: response.status, headers: response.headers, text }
    } catch (error) {
      if (error instanceof CommandError) throw error
      const { name, message, cause } = error as Error
      const why = name === 'TimeoutError' ? `nothing whole within ${timeoutMs} ms` : message
      throw new CommandError(`${shown}: ${cause instanceof Error ? cause.message : why}`, undefined, error)
    }
  }

  /** All pages of a list as one. */
  async function fetchPages({ size, param, at }: Paging): Promise<string> {
    const all: unknown[] = []
    let left = bytes
    for (let page = 1; page <= MOST_PAGES; page++) {
      const url = new URL(address)
      url.searchParams.set(param, String(size))
      url.searchParams.set('page', String(page))
      const { text } = await ask(url.href, headers, left)
      left -= Buffer.byteLength(text)
      const list = at(JSON.parse(text))
      if (!Array.isArray(list)) throw new CommandError(`${url.origin}${url.pathname}: not a list of products`)
      all.push(...list)
      if (list.length < size) break
    }
    return JSON.stringify(all)
  }
}

interface Paging {
  readonly size: number
  readonly param: string
  at(value: unknown): unknown
}

const MOST_PAGES = 1000

/** Shopify and WooCommerce give their products in pages. */
function pagingOf(address: string): Paging | undefined {
  const { pathname } = new URL(address)
  if (/\/products\.json$/.test(pathname)) {
    return { size: 250, param: 'limit', at: (value) => (value as { products?: unknown } | null)?.products }
  }
  return /\/wc\/store\/(?:v1\/)?products\/?$/.test(pathname)
    ? { size: 100, param: 'per_page', at: (list) => list }
    : undefined
}

async function readBody(response: Response, most: number, shown: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > most) throw new CommandError(`${shown} is larger than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
