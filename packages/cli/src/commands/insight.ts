import type { Command } from '../command.js'
import { changes } from './insight/changes.js'
import { cohorts } from './insight/cohorts.js'
import { feedback } from './insight/feedback.js'
import { rfm } from './insight/rfm.js'
import { segments } from './insight/segments.js'

/** The commands that tell of customers, journeys, channels and the catalogue. */
export const INSIGHT: readonly Command[] = [changes, cohorts, feedback, rfm, segments]
