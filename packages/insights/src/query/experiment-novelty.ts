import type { MomentsByArm, NoveltyData } from '../experiment/data.js'
import type { MetricMoments } from '../experiment/moments.js'
import type { VisitRows } from './experiment.js'
import { momentColumns, NOTHING, type NumberRow, toMoments, variablesOf } from './experiment-moments.js'
import { DAY_MS } from './experiment-visits.js'

/** Days of the first half, and one more until a visitor has a second. */
const FIRST_DAYS = 7
/** Days since the exposure that are shown. */
const SHOWN_DAYS = 28

type ArmRow = NumberRow & { readonly variant: string }

/** Undefined when nobody was there for longer than a week. Visitors of before the period are left out: their first days are not in it. */
export async function readNoveltyData(rows: VisitRows, endMs: number): Promise<NoveltyData | undefined> {
  const halves = await rows.ask<ArmRow>(halvesQuery(rows, endMs))
  if (halves.length === 0) return undefined
  const days = await rows.ask<ArmRow>(daysQuery(rows, endMs))
  const whole = await rows.ask<ArmRow>(
    `SELECT variant, ${rows.dialect.wholes(`${endMs} - first_ts`, DAY_MS)} AS days, sum(entered) AS visitors
     FROM ${rows.table} AS visits WHERE first_ts = since AND entered > 0 GROUP BY 1, 2`,
  )
  const shown = Math.min(SHOWN_DAYS, Math.max(...whole.map((row) => row.days ?? 0)))
  return {
    halves: byArm(rows, halves, (row) => row.visitors ?? 0, true),
    byDay: Array.from({ length: shown }, (_, age) => {
      const left = whole.filter((row) => (row.days ?? 0) > age)
      const there = (variant: string) =>
        left.reduce((sum, row) => sum + (row.variant === variant ? (row.visitors ?? 0) : 0), 0)
      const variants = [...new Set(left.map(({ variant }) => variant))]
      const found = variants.map((variant) => {
        const row = days.find((each) => each.age === age && each.variant === variant)
        return row ?? ({ variant } as ArmRow)
      })
      return byArm(rows, found, ({ variant }) => there(variant), false)
    }),
  }
}

function byArm(
  { metrics }: VisitRows,
  rows: readonly ArmRow[],
  visitorsOf: (row: ArmRow) => number,
  hasBefore: boolean,
): MomentsByArm {
  const ofRow = (row: ArmRow): Record<string, MetricMoments> =>
    Object.fromEntries(
      metrics.map(({ id, kind }, at) => [id, toMoments(row, at, kind === 'ratio', visitorsOf(row), hasBefore)]),
    )
  return Object.fromEntries(rows.map((row) => [row.variant, ofRow(row)]))
}

/** Each visitor's first week in `x` and `w`, and what came after in `y` and `d`. */
function halvesQuery({ metrics, measures, caps, table }: VisitRows, endMs: number): string {
  const sums = measures.columns.flatMap((_, at) => [
    `sum(CASE WHEN age >= ${FIRST_DAYS} THEN a${at} ELSE 0e0 END) AS later${at}`,
    `sum(CASE WHEN age < ${FIRST_DAYS} THEN a${at} ELSE 0e0 END) AS early${at}`,
  ])
  const moments = metrics.flatMap((metric, at) => {
    const sides = variablesOf(metric, measures, caps, { after: (n) => `later${n}`, before: (n) => `early${n}` })
    return momentColumns(at, metric.kind === 'ratio', sides)
  })
  return `SELECT variant, sum(came) AS visitors, ${moments.join(',\n      ')}
    FROM (SELECT variant, visitor, sum(entered) AS came, ${sums.join(',\n        ')}
      FROM ${table} AS visits WHERE first_ts = since AND first_ts <= ${endMs - (FIRST_DAYS + 1) * DAY_MS}
      GROUP BY variant, visitor) AS halves
    GROUP BY variant`
}

/** What visitors did on each day since their exposure that was over. */
function daysQuery({ metrics, measures, caps, table }: VisitRows, endMs: number): string {
  const sums = measures.columns.map((_, at) => `sum(a${at}) AS on${at}`)
  const moments = metrics.flatMap((metric, at) => {
    const sides = variablesOf(metric, measures, caps, { after: (n) => `on${n}`, before: () => NOTHING })
    return momentColumns(at, metric.kind === 'ratio', sides)
  })
  return `SELECT variant, age, ${moments.join(',\n      ')}
    FROM (SELECT variant, visitor, age, ${sums.join(', ')}
      FROM ${table} AS visits
      WHERE first_ts = since AND age < ${SHOWN_DAYS} AND first_ts + (age + 1) * ${DAY_MS} <= ${endMs}
      GROUP BY variant, visitor, age) AS days
    GROUP BY variant, age`
}
