/** What all messages look like, beside the chunks that draw them. */
export { SHEET } from './message-sheet.js'
