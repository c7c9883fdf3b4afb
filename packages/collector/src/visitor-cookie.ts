import { EndcapError } from '@endcap/core'

/** A first-party cookie that keeps the visitor's id where no script of the page can read it, and so for longer than browsers let scripts. */
export interface VisitorCookieOptions {
  /** @default 'endcap_visitor' */
  readonly name?: string
  /**
   * How long it lasts after the last page that asked; browsers keep none for longer than 400. @default 400
   * @minimum 1
   * @maximum 400
   */
  readonly days?: number
  /** The shop's domain, where pages of several of its hosts share a visitor. @default the collector's host alone */
  readonly domain?: string
}

/** The cookie with nothing left open. */
export interface VisitorCookie {
  readonly name: string
  /** The visitor's id in a `Cookie` header; undefined where there is none, or none that a tracker would make. */
  read(header: string | undefined): string | undefined
  /** The `Set-Cookie` header that keeps an id, or takes it away. */
  write(visitor: string | undefined): string
}

/** RFC 6265: a token. */
const NAME = /^[\w!#$%&'*+.^`|~-]{1,64}$/
const DOMAIN = /^(?=.{1,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z]([a-z\d-]{0,61}[a-z\d])?$/i
const VISITOR = /^[\w-]{8,64}$/
/** https://www.rfc-editor.org/rfc/rfc6265bis: 400 days at most. */
const MOST_DAYS = 400
const DAY_SECONDS = 86_400

/** Whether a text may be a visitor's id, as the tracker makes them. */
export function isVisitorId(value: unknown): value is string {
  return typeof value === 'string' && VISITOR.test(value)
}

/** Checks the options and fills in what they leave open; undefined without options. Throws `option-invalid`. */
export function resolveVisitorCookie(options: VisitorCookieOptions | undefined): VisitorCookie | undefined {
  if (options === undefined) return undefined
  const { name = 'endcap_visitor', days = MOST_DAYS, domain } = options
  expect(typeof name === 'string' && NAME.test(name), 'name', 'the name of a cookie')
  expect(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS, 'days', '1 to 400')
  expect(domain === undefined || DOMAIN.test(domain), 'domain', 'a domain, for example shop.example')
  // Without a path it goes to the addresses beside its own only, also behind a proxy that puts the collector below one.
  const scope = `HttpOnly; Secure; SameSite=Lax${domain === undefined ? '' : `; Domain=${domain}`}`
  return {
    name,
    read(header = '') {
      for (const part of header.split(';')) {
        const [key, value] = part.trim().split('=', 2)
        if (key === name && isVisitorId(value)) return value
      }
      return undefined
    },
    write: (visitor) => `${name}=${visitor ?? ''}; Max-Age=${visitor === undefined ? 0 : days * DAY_SECONDS}; ${scope}`,
  }
}

function expect(condition: boolean, option: string, expected: string): void {
  if (!condition) throw new EndcapError('option-invalid', `visitorCookie.${option}: expected ${expected}`)
}
