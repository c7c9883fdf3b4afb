/** Cards in rows of equal columns, all in sight at once. What differs from a row is style alone. */
export { SHEET } from './grid-sheet.js'
