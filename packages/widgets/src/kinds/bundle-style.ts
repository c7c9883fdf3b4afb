/** The rules of a bundle, a chunk beside its view. */
export { SHEET } from './bundle-sheet.js'
