/**
 * Calls `onChange` some time after elements came or went anywhere in the page, at most every `waitMs`; a page that never
 * rests still gets its calls. Returns its stop.
 */
export function observeDom(onChange: () => void, waitMs = 50): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const observer = new MutationObserver(() => {
    timer ??= setTimeout(() => {
      timer = undefined
      onChange()
    }, waitMs)
  })
  observer.observe(document.documentElement, { childList: true, subtree: true })
  return () => {
    observer.disconnect()
    clearTimeout(timer)
  }
}
