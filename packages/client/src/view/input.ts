/** How long a change of layout counts as the answer to the shopper's own input, in ms (Layout Instability, `hadRecentInput`). */
const ANSWER_MS = 500

let lastMs = Number.NEGATIVE_INFINITY
let isListening = false

/** Starts to watch for clicks, taps and keys. Scrolling is not input. */
export function watchInput(): void {
  if (isListening) return
  isListening = true
  const note = ({ timeStamp }: Event) => {
    lastMs = timeStamp
  }
  for (const type of ['pointerdown', 'click', 'keydown']) addEventListener(type, note, { capture: true, passive: true })
}

/** True within 500 ms of the shopper's input. */
export const hadRecentInput = (): boolean => performance.now() - lastMs <= ANSWER_MS
