import type { Command } from '../command.js'
import { rfm } from './insight/rfm.js'
import { rules } from './insight/rules.js'

/** The commands that tell of customers, journeys, channels and the catalogue. */
export const INSIGHT: readonly Command[] = [rfm, rules]
