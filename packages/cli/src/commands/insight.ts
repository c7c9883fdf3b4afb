import type { Command } from '../command.js'
import { changes } from './insight/changes.js'
import { correlate } from './insight/correlate.js'
import { describe } from './insight/describe.js'
import { quality } from './insight/quality.js'
import { regress } from './insight/regress.js'
import { rfm } from './insight/rfm.js'
import { watch } from './insight/watch.js'

/** The commands that tell of customers, journeys, channels and the catalogue. */
export const INSIGHT: readonly Command[] = [changes, rfm, describe, correlate, regress, watch, quality]
