/** Names of the decay functions of session-rec's V-SKNN, for rows of the visit and for votes. */
export const WEIGHTINGS = ['same', 'linear', 'div', 'log', 'quadratic'] as const
/** One of {@link WEIGHTINGS}. */
export type Weighting = (typeof WEIGHTINGS)[number]

/** Weight of row `position` (from 1, the newest is `length`) in the comparison of sessions. */
export const ROW_WEIGHTINGS: Readonly<Record<Weighting, (position: number, length: number) => number>> = {
  same: () => 1,
  // Falls with age only among the first ten rows, as in the original.
  linear: (position, length) => (position <= 10 ? 1 - 0.1 * (length - position) : 0),
  div: (position, length) => position / length,
  log: (position, length) => 1 / Math.log10(length - position + 1.7),
  quadratic: (position, length) => (position / length) ** 2,
}

/** Weight of a vote, or of a rule, at step `step`, from 1. */
export const STEP_WEIGHTINGS: Readonly<Record<Weighting, (step: number) => number>> = {
  same: () => 1,
  linear: (step) => (step <= 100 ? 1 - 0.1 * step : 0),
  div: (step) => 1 / step,
  log: (step) => 1 / Math.log10(step + 1.7),
  quadratic: (step) => 1 / (step * step),
}
