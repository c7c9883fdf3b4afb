/** The URL standard (url.spec.whatwg.org), which every environment has and no library of ECMAScript declares. */
declare class URL {
  constructor(url: string, base?: string)
  readonly protocol: string
  readonly host: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
}

declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: string | readonly (readonly [string, string])[])
  [Symbol.iterator](): Iterator<[string, string]>
  toString(): string
}
