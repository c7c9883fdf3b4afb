import type { Client, Slot, SlotItem } from '@endcap/client'
import type { Product } from '@endcap/core'
import type { ComponentChildren, h } from 'preact'
import type { AllLabels } from '../labels.js'
import type { report } from '../report.js'

/** What `h` gives, a list of it, or nothing to draw. */
export type View = ComponentChildren

/** What a kind may add to one element, or do in place of what a row does. All is optional. */
export interface Parts {
  /** Which items of an answer are drawn, in order. None: the element is empty. Called once for each answer. */
  pick?(items: readonly SlotItem[]): readonly SlotItem[]
  /** Between heading and cards. */
  head?(): View
  /** Buttons beside the heading. */
  tools?(): View
  /** Below the cards. */
  foot?(): View
  /** In place of the card of a product: a `<li>` that holds `data-endcap-item`. */
  card?(item: SlotItem): View
  /** More attributes of the image. */
  image?(product: Product): Readonly<Record<string, string>>
  /** Over the image; takes no place. */
  badges?(product: Product): View
  /** A button of the card, beside its link; takes no place. */
  button?(item: SlotItem): View
  /** The card is covered by its {@link Parts.button}. */
  isGone?(item: SlotItem): boolean
  /** True: it sees to the add-to-cart button by itself. */
  choose?(item: SlotItem, card: Element): boolean
  /** After each drawing. */
  drawn?(): void
  stop?(): void
}

/** What a kind works with. A kind is a chunk of its own, which shares nothing with the script: it gets all it needs. */
export interface KindContext {
  readonly host: HTMLElement
  readonly client: Client
  readonly slot: Slot
  readonly labels: AllLabels
  /** BCP 47; undefined: the browser's. */
  readonly locale: string | undefined
  /** The amount from which shipping is free, in the catalogue's currency. Undefined: the shop did not say. */
  readonly freeShipping: number | undefined
  /** Whether cards have a button "not interested". */
  readonly dismiss: boolean
  /** The shop's own card, if it has one. */
  readonly template: HTMLTemplateElement | undefined
  /** Whether cards have a button "add to cart". */
  readonly cart: boolean
  readonly h: typeof h
  readonly report: typeof report
  draw(): void
  /** Tells screen readers, and draws. */
  say(text: string): void
  /** Offers a product, or a variant of it, to the shop's cart. */
  add(item: SlotItem, card: Element, variant?: string): void
  /** The same, once the shopper has chosen the variant of a product that has some. */
  offer(item: SlotItem, card: Element): void
  /** The shopper chose the card. */
  select(item: SlotItem): void
}

/** A kind of widget, or a part of one, as its chunk exports it. */
export interface Kind {
  /** Its rules, minified; they come after those of the row. Empty: none. */
  readonly SHEET: string
  readonly create?: (context: KindContext) => Parts
}
