/** Groups of fewer people are not drawn: a page is passed on, and a group of a few may be somebody. */
export const FEWEST_PEOPLE = 10

/** Splits rows into those that may be shown and how many may not. */
export function shownGroups<Row>(rows: readonly Row[], people: (row: Row) => number): { shown: Row[]; hidden: number } {
  const shown = rows.filter((row) => people(row) >= FEWEST_PEOPLE)
  return { shown, hidden: rows.length - shown.length }
}

/** What to say of rows that are not shown; undefined where none is. */
export function hiddenNote(hidden: number): string | undefined {
  return hidden > 0 ? `Not shown: ${hidden} with fewer than ${FEWEST_PEOPLE} people.` : undefined
}
