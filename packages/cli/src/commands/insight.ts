import type { Command } from '../command.js'
import { attribution } from './insight/attribution.js'
import { budget } from './insight/budget.js'
import { channels } from './insight/channels.js'
import { paths } from './insight/paths.js'
import { rfm } from './insight/rfm.js'

/** The commands that tell of customers, journeys, channels and the catalogue. */
export const INSIGHT: readonly Command[] = [rfm, paths, attribution, channels, budget]
