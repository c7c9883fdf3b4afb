/** What one step did to a product, as data: `explain` puts it into words. Factors multiply the score; places count from 0. */
export type RankPart =
  /** Matches what the visitor likes: each key with its share of all tastes (0–1). */
  | { readonly step: 'taste'; readonly keys: readonly TasteShare[]; readonly factor: number }
  /** Was bought before. `intervalMs` from one order to the next; absent when nobody knows it. */
  | { readonly step: 'repeat'; readonly ageMs: number; readonly intervalMs?: number; readonly factor: number }
  /** The words of the search that its title or tags have, of all the words (0–1). */
  | { readonly step: 'search'; readonly ratio: number }
  /** Learned weights of features moved it. */
  | { readonly step: 'weights'; readonly from: number; readonly to: number }
  /** Was seen `shown` times without a click, old times counting less. */
  | { readonly step: 'fatigue'; readonly shown: number; readonly factor: number }
  /** Gave way to others, or moved up, because of the product above that it is most alike. */
  | { readonly step: 'diversity'; readonly from: number; readonly to: number; readonly like?: string }
  /** Shares the places `from` to `to` of the list with products of nearly the same score, by the day's lot. */
  | { readonly step: 'rotation'; readonly from: number; readonly to: number }
  /** The list stands in an order by lot for this share of visitors and days, and did so here when `drawn`. */
  | { readonly step: 'exploration'; readonly ratio: number; readonly drawn: boolean }

/** A taste that a product meets. */
export interface TasteShare {
  /** `category:NAME`, `brand:NAME` or `price:BAND`. */
  readonly key: string
  /** Of the sum of all tastes (0–1). */
  readonly share: number
}
