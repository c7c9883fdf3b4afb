/** The address of the page, to hold those in its data against. */
export interface Address {
  /** An absolute web address without fragment, at most 2,048 characters; undefined for what is none. */
  resolve(url: unknown): string | undefined
  /** True when an address names this page: the path of its location or canonical link, and no parameter that says otherwise. */
  isHere(url: string | undefined): boolean
}

/** Paths of a start page: none, or a language alone. */
const HOME = /^\/([a-z]{2}([-_][a-z]{2})?\/?)?$/i

/** Reads where the page is now. */
export function readAddress({ document, location }: Window): Address {
  const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.getAttribute('href')
  const pages = [location.href, resolve(canonical)].flatMap((href) => (href ? [new URL(href)] : []))

  function resolve(url: unknown): string | undefined {
    try {
      const { protocol, href } = new URL(url as string, document.baseURI)
      return url && /^http/.test(protocol) ? href.split('#')[0]?.slice(0, 2048) : undefined
    } catch {
      return undefined
    }
  }

  return {
    resolve,
    isHere(url) {
      if (!url) return false
      const { pathname, searchParams } = new URL(url)
      return pages.some(
        (page) =>
          trim(page.pathname) === trim(pathname) &&
          (!page.search || [...searchParams].every(([key, value]) => page.searchParams.get(key) === value)),
      )
    },
  }
}

/** True for the address of a start page. */
export function isHome(url: string): boolean {
  return HOME.test(new URL(url).pathname)
}

function trim(path: string): string {
  return path.replace(/\/+$/, '')
}
