import { EndcapError } from '@endcap/core'
import type { Measure, MetricDefinition } from '../experiment/metric.js'

/**
 * What happened to visitors, as rows of `who, moment, kind, v, k, n`: what metrics count. `v`, `k` and `n` are what the kind says of
 * itself.
 */
export const FACT = {
  /** A list of the experiment was seen. `v`: its cards that were seen, `k`: 1 when it was clicked, `n`: how often. */
  request: 1,
  /** The same of a list that no arm had decided, on the experiment's placement. */
  otherRequest: 2,
  /** Added to cart. `k`: 1 when not from a list of Endcap. */
  cart: 4,
  /** An order. `v`: what it brought, `k`: pieces. */
  order: 5,
  /** An order in another currency. */
  foreignOrder: 6,
  /** A session, dated by its last event. */
  session: 7,
  /** What the page said of its quality. `v`: layout shift, `k`: errors, `n`: 1 where the browser measures layout shifts. */
  page: 8,
  /** How the visitor came. `v`: place in `CHANNEL_GROUPS`. */
  landing: 9,
  /** Events of the metrics of the shop, from here on, by the place of their type in the list of such types. `v`: what they are worth. */
  custom: 10,
} as const

/** How a measure is summed over a visitor's facts. */
export interface MeasurePlan {
  /** Kinds that count after the exposure. */
  readonly kinds: readonly number[]
  readonly value: 'v' | 'k' | 'n' | '1'
  /** Kinds that count before it. @default `kinds` */
  readonly before?: readonly number[]
  /** Whether, and not how often. */
  readonly once?: boolean
}

const PLANS: Readonly<Record<Extract<Measure, string>, MeasurePlan>> = {
  viewed_requests: { kinds: [FACT.request], value: '1', before: [FACT.request, FACT.otherRequest] },
  clicked_requests: { kinds: [FACT.request], value: 'k', before: [FACT.request, FACT.otherRequest] },
  cart: { kinds: [FACT.cart], value: '1', once: true },
  host_cart: { kinds: [FACT.cart], value: 'k', once: true },
  buyer: { kinds: [FACT.order, FACT.foreignOrder], value: '1', once: true },
  orders: { kinds: [FACT.order], value: '1' },
  revenue: { kinds: [FACT.order], value: 'v' },
  items: { kinds: [FACT.order], value: 'k' },
  sessions: { kinds: [FACT.session], value: '1' },
  pages: { kinds: [FACT.page], value: '1' },
  shift_pages: { kinds: [FACT.page], value: 'n' },
  cls: { kinds: [FACT.page], value: 'v' },
  errors: { kinds: [FACT.page], value: 'k' },
}

/** A measure of a metric as columns: `a` after the exposure, `b` before it, each with its number behind it. */
export interface Column {
  readonly plan: MeasurePlan
  readonly windowMs: number | undefined
}

/** The columns of some metrics, and which are whose. */
export interface MeasureColumns {
  readonly columns: readonly Column[]
  /** Event types of the shop's own metrics; the kind of each is `FACT.custom` and its place. */
  readonly types: readonly string[]
  /** Places in `columns`. `denominator` is undefined for a metric per visitor. */
  of(metric: MetricDefinition): { readonly numerator: number; readonly denominator: number | undefined }
}

/** Finds the columns that metrics need, each once. Throws `option-invalid` for two metrics of one id, a ratio over nothing, a wrong cap or window. */
export function planColumns(metrics: readonly MetricDefinition[]): MeasureColumns {
  const columns: Column[] = []
  const places = new Map<string, number>()
  const types: string[] = []
  function placeOf(measure: Measure, windowMs: number | undefined): number {
    const key = `${JSON.stringify(measure)} ${windowMs}`
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, columns.length)
    return columns.push({ plan: planOf(measure), windowMs }) - 1
  }
  function planOf(measure: Measure): MeasurePlan {
    if (typeof measure === 'string') return PLANS[measure]
    if (!types.includes(measure.event)) types.push(measure.event)
    return { kinds: [FACT.custom + types.indexOf(measure.event)], value: measure.sum === 'value' ? 'v' : '1' }
  }
  const found = new Map<string, { numerator: number; denominator: number | undefined }>()
  for (const metric of metrics) {
    check(metric, found.has(metric.id))
    const { id, kind, numerator, denominator, windowMs } = metric
    found.set(id, {
      numerator: placeOf(numerator, windowMs),
      denominator: kind === 'ratio' && denominator ? placeOf(denominator, windowMs) : undefined,
    })
  }
  return { columns, types, of: ({ id }) => found.get(id) as { numerator: number; denominator: number | undefined } }
}

function check({ id, kind, denominator, capQuantile, windowMs }: MetricDefinition, isKnown: boolean): void {
  const wrong = (what: string) => new EndcapError('option-invalid', `the metric ${id}: ${what}`)
  if (isKnown) throw wrong('another one has this id')
  if (kind === 'ratio' && !denominator) throw wrong('a ratio has a denominator')
  if (capQuantile !== undefined && !(capQuantile > 0 && capQuantile <= 1)) {
    throw wrong('capQuantile is a number above 0, at most 1')
  }
  if (windowMs !== undefined && !(windowMs > 0)) throw wrong('windowMs is a number above 0')
}
