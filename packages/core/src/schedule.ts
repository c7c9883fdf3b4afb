/** When a placement is shown. */

/** Days of the week, from Monday. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** One of {@link WEEKDAYS}. */
export type Weekday = (typeof WEEKDAYS)[number]

/** A part of the day. `to` is not included; one that is not after `from` is on the next day. */
export interface DayHours {
  /** @pattern ^([01]\d|2[0-3]):[0-5]\d$ */
  readonly from: string
  /** @pattern ^(([01]\d|2[0-3]):[0-5]\d|24:00)$ */
  readonly to: string
}

/**
 * When, on the clock on the wall of `zone`. All that is given must hold. Looked at whenever slots are filled: at the load of a page and
 * at the shopper's next move; what is on screen stays.
 */
export interface Schedule {
  /**
   * From this moment: a date, `2026-11-27`, a date and time, `2026-11-27T08:00`, or one with its offset, `2026-11-27T08:00Z`.
   * @pattern ^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$
   */
  readonly from?: string
  /**
   * Before this moment; a date alone is included to its end.
   * @pattern ^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$
   */
  readonly to?: string
  /** Hours over midnight belong to the day on which they begin. */
  readonly days?: readonly Weekday[]
  readonly hours?: DayHours
  /**
   * IANA name of the shop's zone, for example `Europe/Berlin`. A zone that the browser does not know: not shown.
   * @default the visitor's own
   */
  readonly zone?: string
}
