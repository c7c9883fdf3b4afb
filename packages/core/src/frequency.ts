/** How often a visitor sees a placement. */

/** What showings are counted by. `day` is any 24 hours, `week` any 7 × 24: time zones and clocks change nothing. */
export const CAP_WINDOWS = ['session', 'day', 'week', 'ever'] as const
/** One of {@link CAP_WINDOWS}. */
export type CapWindow = (typeof CAP_WINDOWS)[number]

/** At most `max` showings in any such window. A session that nobody tells (no consent to measurement) counts as 24 hours. */
export interface Cap {
  /**
   * @minimum 1
   * @maximum 50
   */
  readonly max: number
  readonly per: CapWindow
}

/** Caps over all placements that have a `frequency`: messages. */
export interface MessageFrequency {
  /** All must hold. */
  readonly caps?: readonly Cap[]
  /**
   * No message follows another within so many minutes.
   * @minimum 0
   */
  readonly quietMinutes?: number
}

/**
 * How often one placement is shown. Counted when it was seen, once a page. Without personalization consent nothing can be counted:
 * a placement with a frequency is not shown then.
 */
export interface Frequency extends MessageFrequency {
  /**
   * Placements of one campaign share their caps: showings of the whole campaign are counted.
   * @pattern ^[a-z0-9][a-z0-9_-]{0,63}$
   */
  readonly campaign?: string
}
