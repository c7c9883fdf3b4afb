import type { Command } from '../command.js'
import { churn } from './insight/churn.js'
import { clv } from './insight/clv.js'
import { rfm } from './insight/rfm.js'

/** The commands that tell of customers, journeys, channels and the catalogue. */
export const INSIGHT: readonly Command[] = [churn, clv, rfm]
