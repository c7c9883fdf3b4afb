/** A function and its arguments as one expression: the engines differ in what they carry over, JSON they all do. */
export const expression = (task, args) =>
  `(${task})(${args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ')})`

/** Waits for a task that may end the page it runs in, so that no answer comes, or an error instead. */
export const leaving = (task) =>
  task().then(
    () => {},
    () => {},
  )

/** Where a click opens a tab: on this element of {@link addLink}. */
export const LINK = '#rig-link'

/** Runs in a page: lays a link over it, which opens a tab that knows its opener. */
export function addLink(url) {
  document.querySelector('#rig-link')?.remove()
  const link = document.createElement('a')
  Object.assign(link, { id: 'rig-link', href: url, target: '_blank', rel: 'opener', textContent: 'open' })
  link.style.cssText = 'position:fixed;inset:0;z-index:9'
  document.body.append(link)
}

/** Runs in a page: whether it is the one, and loaded. */
export const isLoaded = (url) => location.href === url && document.readyState === 'complete'

/** Resolves when a tab has loaded a page; while pages change, an engine may have no answer. */
export async function untilLoaded(evaluate, url, timeoutMs = 20_000) {
  const untilMs = Date.now() + timeoutMs
  while (!(await evaluate(isLoaded, url).catch(() => false))) {
    if (Date.now() > untilMs) throw new Error(`${url} did not load`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
