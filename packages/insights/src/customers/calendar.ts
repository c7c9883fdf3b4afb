import type { Dialect } from '../query/dialect.js'

/** What cohorts are counted by. Weeks begin on Monday. */
export const COHORT_UNITS = ['month', 'quarter', 'week'] as const
/** One of {@link COHORT_UNITS}. */
export type CohortUnit = (typeof COHORT_UNITS)[number]

/** A unit of the calendar: its number of a day, in SQL, and its first day and name of its number. Days are days since 1970-01-01. */
export interface Calendar {
  readonly unit: CohortUnit
  /** The number, which counts up by one from unit to unit. */
  sql(day: string): string
  /** The number of a day. */
  of(day: number): number
  /** First day of the unit with a number. */
  firstDay(number: number): number
  /** `2026-11`, `2026-Q4`, `2026-11-23`, the Monday. */
  nameOf(number: number): string
}

/** 1970-01-01 was a Thursday. */
const MONDAY_SHIFT = 3
const DAY_MS = 86_400_000

/** The calendar of a unit. */
export function createCalendar(unit: CohortUnit, dialect: Dialect): Calendar {
  if (unit === 'week') {
    const firstDay = (number: number) => number * 7 - MONDAY_SHIFT
    return {
      unit,
      sql: (day) => dialect.wholes(`${day} + ${MONDAY_SHIFT}`, 7),
      of: (day) => Math.floor((day + MONDAY_SHIFT) / 7),
      firstDay,
      nameOf: (number) => new Date(firstDay(number) * DAY_MS).toISOString().slice(0, 10),
    }
  }
  const months = unit === 'quarter' ? 3 : 1
  return {
    unit,
    sql: (day) => (months === 1 ? dialect.monthOf(day) : dialect.wholes(dialect.monthOf(day), months)),
    of: (day) => Math.floor(monthOf(day) / months),
    firstDay: (number) => Date.UTC(Math.floor((number * months) / 12), (number * months) % 12, 1) / DAY_MS,
    nameOf: (number) => {
      const year = Math.floor((number * months) / 12)
      const place = (number * months) % 12
      return unit === 'quarter' ? `${year}-Q${place / 3 + 1}` : `${year}-${String(place + 1).padStart(2, '0')}`
    },
  }
}

function monthOf(day: number): number {
  const date = new Date(day * DAY_MS)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
