/** The entry of the script that runs first: a frame that already has its watch keeps it. */
import { instrument } from './instrument.js'

const page = window as unknown as Record<string, unknown>
page.uses ??= instrument(page)
