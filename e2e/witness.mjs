/**
 * Watches a browser context from outside Endcap: which events leave the page, and how much the layout shifts.
 * Runs before any script of the page and keeps its notes in `sessionStorage`, so that they outlive a navigation.
 */

/** Installs the witness for every page of the context. */
export async function installWitness(context) {
  await context.addInitScript(() => {
    const keep = (key, change) => {
      sessionStorage.setItem(key, JSON.stringify(change(JSON.parse(sessionStorage.getItem(key) ?? '[]'))))
    }
    const note = (url, body) => {
      if (!String(url).includes('/v1/events')) return
      if (typeof body !== 'string') {
        const unpacked = new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'))
        return void new Response(unpacked).text().then((text) => note(url, text))
      }
      const { context = {}, events } = JSON.parse(body)
      const sent = events
        .map((event) => ({ ...context, ...event }))
        .map(({ id, type, stream, seq }) => [id, type, stream, seq])
      keep('witness:sent', (list) => [...list, ...sent])
    }
    const { fetch } = window
    window.fetch = function (url, init) {
      note(url, init?.body)
      return fetch.call(this, url, init)
    }
    const { sendBeacon } = Navigator.prototype
    Navigator.prototype.sendBeacon = function (url, body) {
      note(url, body)
      return sendBeacon.call(this, url, body)
    }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue
        const what = entry.sources.map(({ node }) => (node?.outerHTML ?? node?.data ?? 'gone').slice(0, 120))
        keep('witness:shifts', (shifts) => [...shifts, [location.pathname, entry.value, what]])
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** What the witness saw in this tab so far: events by id, the streams' highest `seq`, and the layout shifts. */
export async function readWitness(page) {
  const { sent, shifts } = await page.evaluate(() => ({
    sent: JSON.parse(sessionStorage.getItem('witness:sent') ?? '[]'),
    shifts: JSON.parse(sessionStorage.getItem('witness:shifts') ?? '[]'),
  }))
  const ids = new Map(sent.map(([id, type, stream, seq]) => [id, { type, stream, seq }]))
  return { ids, requests: sent.length, shifts, cls: shifts.reduce((sum, [, value]) => sum + value, 0) }
}
