import type { Command } from '../command.js'
import { changes } from './insight/changes.js'
import { forecast } from './insight/forecast.js'
import { products } from './insight/products.js'
import { rfm } from './insight/rfm.js'
import { rules } from './insight/rules.js'

/** The commands that tell of customers, journeys, channels and the catalogue. */
export const INSIGHT: readonly Command[] = [changes, forecast, products, rfm, rules]
