import type { Client } from '@endcap/client'
import { defineElement } from './element.js'
import { connectRow, ROW_ATTRIBUTES, type RowOptions } from './elements/row.js'
import { adoptStyle } from './style/adopt.js'

/** What all widgets of a page share. */
export interface ElementOptions extends RowOptions {
  /** False: the page links `endcap.css` itself. @default true */
  readonly style?: boolean
}

/**
 * Defines Endcap's elements for one client and gives the page their style. Elements in the page come to life at once.
 * False when the tags were defined before, by another copy or another client: those stay, nothing throws.
 */
export function defineElements(client: Client, options: ElementOptions = {}): boolean {
  if (options.style ?? true) adoptStyle()
  return defineElement('endcap-row', ROW_ATTRIBUTES, connectRow(client, options))
}
