/**
 * Tells of the page's own requests (fetch and XMLHttpRequest) to the shop, as the browser's resource timings list them: nothing
 * is patched. Requests that the shop refused are left out where the browser tells the status. Returns its stop.
 */
export function observeRequests(
  window: Window & typeof globalThis,
  addresses: RegExp,
  seen: (address: string) => void,
): () => void {
  try {
    const observer = new window.PerformanceObserver((list) => {
      for (const { initiatorType, name, responseStatus } of list.getEntries() as PerformanceResourceTiming[]) {
        const isRequest = initiatorType === 'fetch' || initiatorType === 'xmlhttprequest'
        const { origin } = window.location
        if (isRequest && !(responseStatus >= 400) && name.startsWith(`${origin}/`) && addresses.test(name)) seen(name)
      }
    })
    observer.observe({ type: 'resource' })
    return () => observer.disconnect()
  } catch {
    // A browser without resource timings: other signals stay.
    return () => {}
  }
}
