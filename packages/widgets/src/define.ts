import type { Client } from '@endcap/client'
import { isInSight, onRest, tryChange, watchSight } from '@endcap/client/view'
import { observeImpressions } from '@endcap/tracker'
import { h, render } from 'preact'
import { ATTRIBUTES, connectWidget, type RowOptions } from './elements/widget.js'
import { whenHydrated } from './hydration/when-hydrated.js'
import type { Preset, ScriptParts } from './kinds/preset.js'
import { onLook } from './look.js'
import { report } from './report.js'
import { adoptStyle } from './style/adopt.js'

/** What all widgets of a page share. */
export type ElementOptions = RowOptions

const SCRIPT: ScriptParts = {
  h,
  render,
  adoptStyle,
  isInSight,
  observeImpressions,
  onRest,
  report,
  tryChange,
  watch: watchSight,
}

/** It may be asked for and wait still. */
let isDefined = false

/**
 * Defines `<endcap-row>` for one client and gives the page its style; the other tags, and `data-endcap-widget`, when the page has
 * one of them. Elements in the page come to life at once, or when a framework has hydrated the page; one that is moved within the page
 * keeps living. False when the tag was defined before, by another copy or another client: that stays, nothing throws.
 */
export function defineElements(client: Client, options: ElementOptions = {}): boolean {
  if (isDefined || customElements.get('endcap-row')) return false
  isDefined = true
  const define = (name: string, preset: Preset) => {
    const tag = `endcap-${name}`
    // Where the page keeps space by `:not(:defined)` in a linked endcap.css, the class keeps it from now on.
    for (const host of document.querySelectorAll(tag)) {
      host.classList.toggle('endcap-reserved', host.clientHeight > 0)
    }
    customElements.define(
      tag,
      class extends HTMLElement {
        static get observedAttributes() {
          return ATTRIBUTES
        }
        declare stop: (() => void) | undefined
        connectedCallback() {
          const start = () => {
            if (this.isConnected && !this.stop) this.restart()
          }
          if (document.readyState !== 'loading') return start()
          // What is around it is known only now.
          whenHydrated(start)
          // The parser may have come no further than the tag itself, and a template follows. What stands there keeps its space.
          addEventListener('DOMContentLoaded', () => {
            if (!this.stop || !this.querySelector(':scope>template')) return
            this.style.minHeight = `${this.clientHeight}px`
            this.restart()
          })
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
          this.stop = this.isConnected
            ? (preset.connect ?? connectWidget)(this, client, options, name, preset, () => this.restart(), SCRIPT)
            : undefined
        }
      },
    )
  }
  if (options.style !== false) adoptStyle()
  let isAsked = false
  const look = () => {
    const found = document.querySelectorAll('[data-endcap-widget],:not(:defined)')
    if (isAsked || ![...found].some((host) => host.matches('[data-endcap-widget]') || /^endcap-/.test(host.localName)))
      return
    isAsked = true
    import('./tags.js').then(
      ({ PRESETS, mountData }) => {
        for (const name in PRESETS) define(name, PRESETS[name] as Preset)
        onLook(mountData)
      },
      (cause) => report('network-failed', 'chunks/tags.js', cause),
    )
  }
  whenHydrated(() => {
    define('row', {})
    onLook(look)
  })
  return true
}
