import { CHANNEL_GROUPS, DEVICE_CLASSES } from '@endcap/core'
import type { ExperimentArm, ExperimentData, MomentsByArm, SegmentData } from '../experiment/data.js'
import { addMoments, type MetricMoments, NO_MOMENTS } from '../experiment/moments.js'
import type { VisitRows } from './experiment.js'
import { momentColumns, type NumberRow, toMoments, variablesOf } from './experiment-moments.js'
import { CHANNEL_PLACES, DAY_MS } from './experiment-visits.js'

/** How many channels are shown, those with the most visitors. */
const CHANNELS = 5

/** What comes of running totals. */
export interface Running {
  readonly arms: readonly ExperimentArm[]
  readonly moments: MomentsByArm
  readonly cumulative: NonNullable<ExperimentData['cumulative']>
  readonly segments: readonly SegmentData[]
}

type RunningRow = NumberRow & { readonly variant: string }

/**
 * Moments in total, up to the end of each day, and by segment, of one pass: each row of a visitor adds to a sum of products what the
 * product of the running totals grew by, so that the sums up to any day are those of all visitors' totals up to then.
 */
export async function readRunning(rows: VisitRows, hasSegments: boolean): Promise<Running> {
  const found = await rows.ask<RunningRow>(runningQuery(rows, hasSegments))
  const days = [...new Set(found.map(({ day }) => day as number))].sort((a, b) => a - b)
  const sums = createSums(rows)
  const cumulative = days.map((day) => {
    for (const row of found) if (row.day === day) sums.add(row)
    return { toMs: (day + 1) * DAY_MS, moments: sums.read() }
  })
  return { arms: armsOf(found), moments: sums.read(), cumulative, segments: hasSegments ? segmentsOf(found, rows) : [] }
}

function runningQuery({ metrics, measures, caps, table }: VisitRows, hasSegments: boolean): string {
  // All of before stands in a visitor's first row.
  const columns = measures.columns.flatMap((_, at) => [
    `a${at}, sum(a${at}) OVER totals AS ra${at}`,
    `b${at}, first_value(b${at}) OVER totals AS rb${at}`,
  ])
  const moments = metrics.flatMap((metric, at) => {
    const now = variablesOf(metric, measures, caps, { after: (n) => `ra${n}`, before: (n) => `rb${n}` })
    const then = variablesOf(metric, measures, caps, {
      after: (n) => `(ra${n} - a${n})`,
      before: (n) => `(rb${n} - b${n})`,
    })
    return momentColumns(at, metric.kind === 'ratio', now, then)
  })
  const told = hasSegments
    ? ', device, CASE WHEN first_value(earlier) OVER totals > 0 THEN 1 ELSE 0 END AS before_it, first_value(landing) OVER totals AS landed'
    : ''
  const by = hasSegments ? ', before_it, device, channel' : ''
  const channel = `landed - ${CHANNEL_PLACES} * floor(landed / ${CHANNEL_PLACES})`
  const shown = hasSegments ? `, before_it, device, ${channel} AS channel` : ''
  return `SELECT variant, day${shown}, sum(entered) AS visitors, sum(lists) AS viewed, sum(cards) AS impressions,
      sum(clicks) AS clicked,
      ${moments.join(',\n      ')}
    FROM (SELECT variant, day, entered, lists, cards, clicks${told},
        ${columns.join(',\n        ')}
      FROM ${table} AS visits
      WINDOW totals AS (PARTITION BY visitor ORDER BY day + age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS running
    GROUP BY variant, day${by}`
}

function createSums({ metrics, hasBefore }: VisitRows) {
  const sums = new Map<string, Map<string, MetricMoments>>()
  return {
    add(row: RunningRow): void {
      const own = sums.get(row.variant) ?? new Map<string, MetricMoments>()
      sums.set(row.variant, own)
      for (const [at, { id, kind }] of metrics.entries()) {
        const moments = toMoments(row, at, kind === 'ratio', row.visitors ?? 0, hasBefore)
        own.set(id, addMoments(own.get(id) ?? NO_MOMENTS, moments))
      }
    },
    read(): MomentsByArm {
      // Rows come in no order.
      const inOrder = [...sums].sort(([one], [other]) => (one < other ? -1 : 1))
      return Object.fromEntries(inOrder.map(([variant, own]) => [variant, Object.fromEntries(own)]))
    },
  }
}

function armsOf(rows: readonly RunningRow[]): ExperimentArm[] {
  const variants = [...new Set(rows.map(({ variant }) => variant))]
  return variants.map((variant) => {
    const own = rows.filter((row) => row.variant === variant)
    const total = (column: string) => own.reduce((sum, row) => sum + (row[column] ?? 0), 0)
    return {
      variant,
      visitors: total('visitors'),
      impressions: total('impressions'),
      viewed: total('viewed'),
      clicks: total('clicked'),
    }
  })
}

function segmentsOf(rows: readonly RunningRow[], own: VisitRows): SegmentData[] {
  const part = (by: string, value: string, isIn: (row: RunningRow) => boolean): SegmentData => {
    const sums = createSums(own)
    for (const row of rows) if (isIn(row)) sums.add(row)
    return { by, value, moments: sums.read() }
  }
  const sizes = new Map<number, number>()
  for (const { channel = 0, visitors = 0 } of rows) sizes.set(channel, (sizes.get(channel) ?? 0) + visitors)
  const largest = [...sizes].sort(([a, m], [b, n]) => n - m || a - b).slice(0, CHANNELS)
  return [
    part('visitor', 'new', (row) => row.before_it === 0),
    part('visitor', 'returning', (row) => row.before_it === 1),
    ...DEVICE_CLASSES.flatMap((name, place) => {
      const isIn = ({ device }: RunningRow) => device === place + 1
      return rows.some(isIn) ? [part('device', name, isIn)] : []
    }),
    ...largest.map(([channel]) =>
      part('channel', CHANNEL_GROUPS[channel - 1] ?? 'unknown', (row) => row.channel === channel),
    ),
  ]
}
