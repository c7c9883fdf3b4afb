/** Cards one below the other, each on a line. What differs from a row is style alone. */
export { SHEET } from './list-sheet.js'
