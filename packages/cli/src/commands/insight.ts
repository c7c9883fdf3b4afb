import type { Command } from '../command.js'
import { attribution } from './insight/attribution.js'
import { budget } from './insight/budget.js'
import { changes } from './insight/changes.js'
import { channels } from './insight/channels.js'
import { churn } from './insight/churn.js'
import { clv } from './insight/clv.js'
import { cohorts } from './insight/cohorts.js'
import { correlate } from './insight/correlate.js'
import { describe } from './insight/describe.js'
import { feedback } from './insight/feedback.js'
import { forecast } from './insight/forecast.js'
import { paths } from './insight/paths.js'
import { products } from './insight/products.js'
import { quality } from './insight/quality.js'
import { regress } from './insight/regress.js'
import { rfm } from './insight/rfm.js'
import { rules } from './insight/rules.js'
import { segments } from './insight/segments.js'
import { watch } from './insight/watch.js'

/** The commands that tell of customers, journeys, channels and the catalogue. */
export const INSIGHT: readonly Command[] = [
  changes,
  rfm,
  paths,
  attribution,
  channels,
  budget,
  churn,
  clv,
  cohorts,
  forecast,
  products,
  rules,
  describe,
  correlate,
  regress,
  watch,
  quality,
  feedback,
  segments,
]
