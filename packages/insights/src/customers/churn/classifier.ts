/** Rows of numbers with their labels, 0 or 1. */
export interface Labelled {
  readonly rows: readonly (readonly number[])[]
  readonly labels: readonly number[]
}

/** A fitted model of a yes or no. */
export interface Classifier {
  /** Log odds. */
  score(row: readonly number[]): number
  /** What each column adds to the log odds of the mean row; they sum to the score less that of the mean. */
  contributions(row: readonly number[]): readonly number[]
}

/** The chance that log odds say. */
export const chanceOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))
