/** The look of popups, which is that of offers and more. */
import { SHEET as OFFER } from './offer-sheet.js'
import { SHEET as POPUP } from './popup-sheet.js'

export const SHEET = OFFER + POPUP
