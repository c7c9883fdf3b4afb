/** The page's side of Google's tags: a queue, and the function that fills it with its own `arguments`. */

/** Puts `dataLayer` and `gtag` on the page, and answers the latter. */
export function installGtag(page: object): (...call: unknown[]) => void {
  const window = page as { dataLayer?: unknown[]; gtag?: (...call: unknown[]) => void }
  window.dataLayer ??= []
  window.gtag = function gtag() {
    // biome-ignore lint/complexity/noArguments: Google's tags know their calls by it
    window.dataLayer?.push(arguments)
  }
  return window.gtag
}
