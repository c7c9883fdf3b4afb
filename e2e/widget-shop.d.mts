export interface PageOptions {
  readonly lang?: string
  readonly dir?: string
  readonly theme?: string
  readonly product?: string
  /** More attributes of the script tag; they come before its own. */
  readonly tag?: string
  readonly config?: object
  readonly products?: readonly object[]
  /** Articles, guides and videos of the catalogue. */
  readonly content?: readonly object[]
  /** The widgets stand below the first screen. */
  readonly tall?: boolean
  /** More of the page's head. */
  readonly head?: string
}
export interface WidgetShop {
  readonly url: string
  /** Puts a page up and gives its address. */
  page(body: string, options?: PageOptions): string
  stop(): Promise<void>
}
export const PRODUCTS: readonly { readonly id: string; readonly title: string }[]
export function startWidgetShop(): Promise<WidgetShop>
