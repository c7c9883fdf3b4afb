import type { SegmentKind } from './segment-groups.js'
import type { CustomerSegments, SegmentPerson } from './segments.js'

/** A person as a tool for messages gets them. */
export interface SegmentRow {
  readonly person: string
  readonly segment: string
  readonly treatment: string | undefined
  readonly value: number | null
  readonly orders: number
  /** Days since the last order. */
  readonly recency: number | null
  readonly category: string | null
  readonly brand: string | null
  /** `email`, `sms` or `push`; null: as the shop likes. */
  readonly channel: string | null
  /** Hour of the day in the shop's zone. */
  readonly best_hour: number | null
  /** Messages that they may get now, and in how many days so many. */
  readonly messages_left: number
  readonly messages_max: number
  readonly messages_days: number
}

/** Which people go out. */
export interface SegmentExportOptions {
  /** @default 'rfm' */
  readonly by?: SegmentKind | undefined
  /** @default all */
  readonly segment?: string | undefined
  /** The source knows of no answers, and the shop says that all agreed. @default false */
  readonly isConsented?: boolean | undefined
}

/** The people that go out, and how many do not, by reason. */
export interface SegmentExport {
  readonly rows: readonly SegmentRow[]
  readonly leftOut: { readonly denied: number; readonly unknown: number; readonly unsubscribed: number }
}

/**
 * The people of segments that may be written to: whoever did not agree to personalisation, or of whom no answer is known, is left out, and so is who
 * unsubscribed from everything.
 */
export function exportSegments(result: CustomerSegments, options: SegmentExportOptions = {}): SegmentExport {
  const { by = 'rfm', segment, isConsented = false } = options
  const treatments = new Map(
    result.groups.filter((group) => group.by === by).map((group) => [group.segment, group.treatment]),
  )
  const leftOut = { denied: 0, unknown: 0, unsubscribed: 0 }
  const rows = result.people.flatMap((person): SegmentRow[] => {
    const own = person[by]
    if (own === null || (segment !== undefined && own !== segment)) return []
    const reason = reasonAgainst(person, isConsented)
    if (reason) {
      leftOut[reason]++
      return []
    }
    return [
      {
        person: person.person,
        segment: own,
        treatment: treatments.get(own),
        value: person.value === null ? null : Math.round(person.value * 10) / 10,
        orders: person.orders,
        recency: person.recency,
        category: person.category,
        brand: person.brand,
        channel: person.reach,
        best_hour: person.hour,
        messages_left: person.messagesLeft,
        messages_max: person.allowance.max,
        messages_days: person.allowance.days,
      },
    ]
  })
  return { rows, leftOut }
}

function reasonAgainst(
  { consent, reach }: SegmentPerson,
  isConsented: boolean,
): keyof SegmentExport['leftOut'] | undefined {
  if (consent === 0) return 'denied'
  if (consent === null && !isConsented) return 'unknown'
  return reach === 'none' ? 'unsubscribed' : undefined
}

const COLUMNS = [
  'person',
  'segment',
  'treatment',
  'value',
  'orders',
  'recency',
  'category',
  'brand',
  'channel',
  'best_hour',
  'messages_left',
  'messages_max',
  'messages_days',
] as const satisfies readonly (keyof SegmentRow)[]

/** As CSV (RFC 4180) with a line of names. A text that a spreadsheet would take for a formula gets a quote before it. */
export function segmentCsv(rows: readonly SegmentRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => cellOf(row[column])).join(','))
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('')
}

function cellOf(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
