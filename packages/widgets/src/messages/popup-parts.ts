/** What a popup needs when it is armed: a chunk beside its own. */
export { openDialog } from './popup-dialog.js'
export { awaitOpening } from './popup-opening.js'
