/** The look of offers, beside the chunk that draws them. */
export { SHEET } from './offer-sheet.js'
