/** What a shop tells beside its products: articles, guides and videos, as entries of its catalogue. */

/** Kinds of content. */
export const CONTENT_KINDS = ['article', 'guide', 'video'] as const
/** One of {@link CONTENT_KINDS}. */
export type ContentKind = (typeof CONTENT_KINDS)[number]

/** One entry of {@link Catalogue.content}. Never shown among products. */
export interface ContentEntry {
  /** Unique among the entries; at most 100 characters. */
  readonly id: string
  readonly kind: ContentKind
  readonly title: string
  readonly url: string
  readonly image?: string
  /** What it is about, in the words of the products' categories. */
  readonly categories?: readonly string[]
  readonly brand?: string
  readonly tags?: readonly string[]
  /** Ids of products that it speaks of. */
  readonly products?: readonly string[]
  /** ISO 8601 date. */
  readonly publishedAt?: string
  /** To read or to watch it. */
  readonly minutes?: number
}
