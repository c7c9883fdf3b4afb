/** Brings a widget to life in its element. Returns its stop. */
export type Connect = (host: HTMLElement) => () => void

/** On an element for which the page kept space before it was defined. */
export const RESERVED = 'endcap-reserved'

/**
 * Defines a custom element that connects when it enters the page, starts again when one of `attributes` changes, and stops
 * when it left; moving it within the page keeps it. False when the tag is taken: then nothing happens.
 */
export function defineElement(tag: string, attributes: readonly string[], connect: Connect): boolean {
  if (customElements.get(tag)) return false
  // Once it is defined, `:not(:defined)` in endcap.css does not match any more and the space is gone.
  for (const host of document.querySelectorAll<HTMLElement>(tag)) host.classList.toggle(RESERVED, host.offsetHeight > 0)
  customElements.define(
    tag,
    class extends HTMLElement {
      static get observedAttributes() {
        return attributes
      }
      declare stop: (() => void) | undefined
      connectedCallback() {
        this.stop ??= connect(this)
      }
      attributeChangedCallback() {
        if (!this.stop) return
        this.stop()
        this.stop = connect(this)
      }
      disconnectedCallback() {
        // A move is a removal and an insertion in one task.
        setTimeout(() => {
          if (this.isConnected) return
          this.stop?.()
          this.stop = undefined
        })
      }
    },
  )
  return true
}
