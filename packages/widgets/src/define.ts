import type { Client } from '@endcap/client'
import { connectRow, ROW_ATTRIBUTES, type RowOptions } from './elements/row.js'
import { adoptStyle } from './style/adopt.js'

/** What all widgets of a page share. */
export interface ElementOptions extends RowOptions {
  /** False: the page links `endcap.css` itself. @default true */
  readonly style?: boolean
}

/**
 * Defines `<endcap-row>` for one client and gives the page its style. Elements in the page come to life at once; one that
 * is moved within the page keeps living. False when the tag was defined before, by another copy or another client: that
 * stays, nothing throws.
 */
export function defineElements(client: Client, options: ElementOptions = {}): boolean {
  if (customElements.get('endcap-row')) return false
  // Where the page keeps space by `:not(:defined)` in a linked endcap.css, the class keeps it from now on. Asked before our
  // own sheet comes with the same rule.
  for (const host of document.querySelectorAll('endcap-row')) {
    host.classList.toggle('endcap-reserved', host.clientHeight > 0)
  }
  if (options.style !== false) adoptStyle()
  customElements.define(
    'endcap-row',
    class extends HTMLElement {
      static get observedAttributes() {
        return ROW_ATTRIBUTES
      }
      declare stop: (() => void) | undefined
      connectedCallback() {
        if (!this.stop) this.restart()
      }
      attributeChangedCallback() {
        if (this.stop) this.restart()
      }
      disconnectedCallback() {
        // A move is a removal and an insertion in one task.
        setTimeout(() => this.isConnected || this.restart())
      }
      restart() {
        this.stop?.()
        this.stop = this.isConnected ? connectRow(this, client, options) : undefined
      }
    },
  )
  return true
}
