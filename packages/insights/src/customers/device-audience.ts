import type { Audience, Bounds } from '@endcap/core'
import type { Behaviour } from './behaviour.js'
import type { OrderRhythm } from './gaps.js'
import type { RfmRule, ScoreRange } from './rfm-rules.js'
import { RFM_BINS, type RfmBounds } from './rfm-score.js'
import type { SegmentSettings } from './settings.js'

/** Who belongs to a segment, as the device of a visitor tells by its own profile; undefined where it cannot. */
export interface DeviceAudience {
  readonly audience: Audience
  /** What it tells otherwise. */
  readonly note?: string | undefined
}

/** Orders that a profile remembers. */
const REMEMBERED = 20
const OTHER_DEVICES = 'a device knows the orders that were made on it, the last 20'

/** Behaviour by days since the last order on the device. */
export function behaviourAudience(
  behaviour: Behaviour,
  { activeDays, lapsedDays }: OrderRhythm,
  { newDays }: SegmentSettings,
): DeviceAudience {
  const isNew: Audience = { orders: { min: 1, max: 1 }, orderedDays: { max: newDays } }
  const by: Record<Behaviour, Audience> = {
    new: isNew,
    active: { all: [{ orderedDays: { max: activeDays } }, { not: isNew }] },
    dormant: { orderedDays: { min: activeDays + 1, max: lapsedDays - 1 } },
    lapsed: { orderedDays: { min: lapsedDays } },
    potential: { orders: { max: 0 }, visitor: 'returning' },
    visitor: { orders: { max: 0 }, visitor: 'new' },
  }
  const isGuess = behaviour === 'potential' || behaviour === 'visitor'
  return {
    audience: by[behaviour],
    note: isGuess ? 'whoever comes back without an order has interest' : OTHER_DEVICES,
  }
}

/** An RFM segment by orders, money and days since the last order; the rules before it are taken out of it, since the first that fits decides. */
export function rfmAudience(segment: string, rules: readonly RfmRule[], bounds: RfmBounds): DeviceAudience | undefined {
  const at = rules.findIndex((rule) => rule.segment === segment)
  if (at < 0) return undefined
  const own = testOf(rules[at] as RfmRule, bounds)
  const before = rules.slice(0, at).map((rule) => testOf(rule, bounds))
  const audience: Audience =
    before.length === 0 ? own : { all: [own, ...before.slice(-19).map((test): Audience => ({ not: test }))] }
  return { audience, note: OTHER_DEVICES }
}

function testOf({ r, f, m }: RfmRule, bounds: RfmBounds): Audience {
  const recency = boundsOf([RFM_BINS + 1 - r[1], RFM_BINS + 1 - r[0]], bounds.recency, 1)
  const frequency = boundsOf(f, bounds.frequency, 1)
  const monetary = boundsOf(m, bounds.monetary, 0.01)
  // More than the device remembers, nobody would reach.
  const capped: Bounds = {
    ...frequency,
    ...(frequency.min !== undefined && { min: Math.min(frequency.min, REMEMBERED) }),
  }
  return {
    orders: { min: 1, ...capped },
    ...(Object.keys(monetary).length > 0 && { spent: monetary }),
    ...(Object.keys(recency).length > 0 && { orderedDays: recency }),
  }
}

/** The values of bins from one to another; `step` is what a value just below a bound is away from it. */
function boundsOf([from, to]: ScoreRange, bounds: readonly number[], step: number): Bounds {
  const [low, high] = [bounds[from - 2], bounds[to - 1]]
  const round = (value: number) => Math.round(value * 100) / 100
  return {
    ...(low !== undefined && { min: round(step === 1 ? Math.ceil(low) : low) }),
    ...(high !== undefined && { max: round(step === 1 ? Math.ceil(high) - 1 : high - step) }),
  }
}
