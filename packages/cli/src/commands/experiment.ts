import type { Command } from '../command.js'
import { analyse } from './experiment/analyse.js'
import { list } from './experiment/list.js'
import { plan } from './experiment/plan.js'
import { preview } from './experiment/preview.js'
import { replay } from './experiment/replay.js'
import { simulate } from './experiment/simulate.js'
import { weights } from './experiment/weights.js'

/** The commands about experiments, in the order of their life. */
export const EXPERIMENT: readonly Command[] = [plan, simulate, preview, list, analyse, weights, replay]
