/** `session`: each next item of a visit. `sequence`: the last item of each line. `basket`: the last row of an order. */
export type Protocol = 'session' | 'sequence' | 'basket'
/** Every protocol, in the order of the help. */
export const PROTOCOLS = ['session', 'sequence', 'basket'] as const satisfies readonly Protocol[]
/** `published`: as papers count, the current item and repeats included. `storefront`: as a shop shows, without them. */
export type EvaluationMode = 'published' | 'storefront'

/** What is asked of a method. Items are train indices, −1 for one that train does not have. */
export interface Question {
  /** The visit so far, the line without its last item, or the rest of the basket; newest first. */
  readonly newestFirst: readonly number[]
  /** When each of `newestFirst` was met, ms since 1970. Absent where time is only an order. */
  readonly ts?: readonly number[]
  /** The moment of asking, ms since 1970. Absent where time is only an order. */
  readonly now?: number
  /** What the same visitor had in train, newest first; empty where nobody is known. */
  readonly history: readonly number[]
  /** Items that must not be answered. */
  readonly without: readonly number[]
  /** Items wanted. */
  readonly count: number
  /** True where ties get the middle rank: items that score as the last of `count` does are wanted too. */
  readonly isTieWanted: boolean
}

/** A ranked list: best first, nothing with score zero. Without `scores` the order is the rank. */
export interface Answer {
  readonly items: ArrayLike<number>
  /** Of `items`, falling. */
  readonly scores?: ArrayLike<number>
}

/** A method under evaluation. It was made from train alone; all that it hears of test is in the question. */
export type Predict = (question: Question) => Answer
