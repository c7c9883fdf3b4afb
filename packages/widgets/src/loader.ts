/**
 * `loader.js`: for a page that counts every millisecond. Pasted in place of `endcap.js`, with the same `data-` options, it
 * fetches that script once the page has loaded and is idle, or at the shopper's first input. Calls made before go through
 * `endcapQueue`, as always.
 */
const tag = document.currentScript as HTMLScriptElement

/** What ends the wait: the shopper is at work. */
const INPUTS = ['pointerdown', 'keydown', 'scroll']
/** Longest wait for an idle moment, in ms, once the page has loaded. */
const IDLE_MS = 2000

const waiting = new AbortController()
let isStarted = false

function start() {
  if (isStarted) return
  isStarted = true
  waiting.abort()
  // `import()`, not a script element: a policy of `trusted-types 'none'` forbids setting its address.
  import(/* @vite-ignore */ new URL('endcap.js', tag.src).href).catch((error) => {
    // biome-ignore lint/suspicious/noConsole: without the script there is nobody else to tell it
    console.warn('[endcap] not loaded:', error)
  })
}

/** Safari has no idle callback. */
const whenIdle = () =>
  'requestIdleCallback' in window ? requestIdleCallback(start, { timeout: IDLE_MS }) : setTimeout(start, 200)

for (const type of INPUTS) addEventListener(type, start, { passive: true, capture: true, signal: waiting.signal })
if (document.readyState === 'complete') whenIdle()
else addEventListener('load', whenIdle)

export {}
