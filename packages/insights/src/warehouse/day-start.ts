/** Civil date of a moment, and how far the zone's clock is ahead of UTC then. */
function clockOf(at: number, zone: string): { readonly date: number; readonly aheadMs: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    ...({
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const),
    hourCycle: 'h23',
  }).formatToParts(at)
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value)
  const date = Date.UTC(read('year'), read('month') - 1, read('day'))
  const wall = date + ((read('hour') * 60 + read('minute')) * 60 + read('second')) * 1000
  return { date, aheadMs: wall - Math.floor(at / 1000) * 1000 }
}

/**
 * The moment at which a day of the zone begins, in ms since 1970: of the day that holds `at`, less `daysBefore` days of the calendar.
 * Days of 23 and 25 hours are days. Throws `RangeError` for a zone that is not known.
 */
export function dayStart(at: number, zone: string, daysBefore = 0): number {
  return calendarDayStart(clockOf(at, zone).date / 86_400_000 - daysBefore, zone)
}

/** The same of a day of the calendar, in whole days since 1970-01-01. */
export function calendarDayStart(day: number, zone: string): number {
  const midnight = day * 86_400_000
  // The clock may be changed between midnight UTC and midnight there: look again where the first guess leads.
  const guess = midnight - clockOf(midnight, zone).aheadMs
  return midnight - clockOf(guess, zone).aheadMs
}
