/** The rules of a survey, apart from its views: together they would be more than a chunk may weigh. */
export { SHEET } from './survey-sheet.js'
