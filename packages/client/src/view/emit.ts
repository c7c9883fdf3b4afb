/** Tells the page by an `endcap:…` event: bubbling, composed, cancelable. False when a listener cancelled it. */
export function emit(target: EventTarget, type: string, detail: unknown): boolean {
  return target.dispatchEvent(
    new CustomEvent(`endcap:${type}`, { bubbles: true, composed: true, cancelable: true, detail }),
  )
}
