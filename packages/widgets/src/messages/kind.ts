import type { Client, Slot } from '@endcap/client'
import type { Campaign, EventType, ResolvedPlacement } from '@endcap/core'
import type { EventFields } from '@endcap/tracker'
import type { RowOptions } from '../elements/widget.js'
import type { View } from '../kinds/kind.js'
import type { ScriptParts } from '../kinds/preset.js'
import type { MessageLabels } from './labels.js'

/**
 * What a kind of message works with. A kind is a chunk of its own, which shares nothing with the script: it gets all it needs.
 * It keeps its state to itself and calls `draw` when that changed.
 */
export interface MessageContext {
  readonly host: HTMLElement
  readonly client: Client
  readonly slot: Slot
  readonly options: RowOptions
  readonly labels: MessageLabels
  /** BCP 47; undefined: the browser's. */
  readonly locale: string | undefined
  /** Unique on the page. The view gives it to the element that names the section, most often its heading. */
  readonly id: string
  readonly h: ScriptParts['h']
  readonly script: ScriptParts
  /** The placement as this visitor sees it; undefined until that is decided. */
  design(): ResolvedPlacement | undefined
  /** The campaign of the placement, if the config knows it. */
  campaign(): Campaign | undefined
  /** The visitor's coupon of it; undefined where there is none, or none yet. */
  coupon(): string | undefined
  /** Draws anew, and takes the space or gives it back. */
  draw(): void
  /** Tells screen readers, and draws. */
  say(text: string): void
  /** Logs an event with the contexts of list and offer. */
  tell(type: EventType, fields?: EventFields): void
  /**
   * The message was shown, or would have been but for the holdout or the variant: logs the exposure, and `offer_shown` once for each page.
   * Elements in their place call it by themselves; a kind that {@link MessageKind.isAbove} does it.
   */
  shown(): void
  /** The shopper has done with it: the element gives its space back at once, as the answer to a press of theirs. */
  close(): void
}

/** One living message. */
export interface MessageView {
  /** What stands in the section. Undefined: there is nothing to say, and the element is empty. Called whenever something changed. */
  draw(): View | undefined
  /** Half of it was on screen for 1 s, once for each answer of the slot. */
  seen?(): void
  stop?(): void
}

/** A kind of message, as its chunk exports it. */
export interface MessageKind {
  /** Its rules, minified. Empty: none. */
  readonly SHEET: string
  /** It draws above the page and takes no place in it; when it is shown, it says itself by `shown` and by `slot.visible`. */
  readonly isAbove?: boolean
  /** Its showings are events, whether or not the config counts them. */
  readonly isOffer?: boolean
  /** What the attributes of an element without a `placement` of the config say. */
  readonly read?: (host: HTMLElement) => Partial<ResolvedPlacement>
  readonly create: (context: MessageContext) => MessageView
}
