import { createHash } from 'node:crypto'
import { FACT_TABLES, type FactName, type StoredEvent } from '@endcap/core'
import { named } from '../source/read-cells.js'
import type { Warehouse } from '../warehouse/duckdb.js'
import type { FactRow, ImportTarget } from '../warehouse/import-target.js'
import type { ImportSpec } from './kinds.js'
import type { Mapping } from './mapping.js'

/** What decides the rows that are written. */
export interface WriteOptions {
  readonly spec: ImportSpec
  readonly mapping: Mapping
  readonly zone: string
  readonly now: number
  readonly currency?: string
  readonly origin?: string
}

const DAY_MS = 86_400_000

/** Writes the table `typed` of `reader` to where it is imported. Gives how many rows. */
export async function writeRows(reader: Warehouse, to: ImportTarget, options: WriteOptions): Promise<number> {
  const { target } = options.spec
  if (target === 'answers') return writeAnswers(reader, to)
  const rows = await reader.query<FactRow>(await factsSql(reader, target, options))
  return to.replaceFacts(
    FACT_TABLES[target],
    rows.map((row) => (row.customer === undefined ? row : { ...row, customer: hashCustomer(String(row.customer)) })),
  )
}

/** As `importOrders` keeps customers. */
export function hashCustomer(customer: string): string {
  return digest(`customer:${customer}`)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 21)
}

async function factsSql(
  reader: Warehouse,
  target: FactName,
  { mapping: { columns }, zone, now, currency = 'EUR', origin = 'shop' }: WriteOptions,
): Promise<string> {
  const has = (role: string) => columns[role] !== undefined
  const own = (role: string, otherwise: string) => (has(role) ? `coalesce(${named(role)}, ${otherwise})` : otherwise)
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
  const day = (role: string) =>
    has(role)
      ? `datediff('day', DATE '1970-01-01', CAST(timezone('${zone}', make_timestamptz(${named(role)} * 1000)) AS DATE))`
      : 'NULL'
  const today = Math.floor(now / DAY_MS)
  // Of rows that name the same thing the last one of the file holds.
  const last = (key: string) => `QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY row_number DESC) = 1`
  if (target === 'attributes') {
    const found = await reader.query<{ column_name: string }>('DESCRIBE others')
    const names = found.map(({ column_name }) => column_name).slice(1)
    if (names.length === 0) return 'SELECT NULL AS customer WHERE false'
    return `SELECT customer, attribute, value, ${quote(origin)} AS origin, ${own('told_at', String(now))} AS told_at
      FROM (UNPIVOT (SELECT row_number, ${names.map((name) => `nullif(trim(${named(name)}), '') AS ${named(name)}`).join(', ')} FROM others)
        ON ${names.map(named).join(', ')} INTO NAME attribute VALUE value) AS told JOIN typed USING (row_number)
      ${last('customer, attribute')}`
  }
  if (target === 'costs') {
    // A row of several days is spread evenly over them.
    const until = has('until') ? `coalesce(${day('until')}, ${day('day')})` : day('day')
    const share = (role: string) =>
      has(role) ? `${named(role)} / (greatest(${until}, ${day('day')}) - ${day('day')} + 1)` : 'NULL'
    return `SELECT day, channel, campaign, sum(cost) AS cost, ${quote(currency)} AS currency, sum(impressions) AS impressions,
        sum(clicks) AS clicks
      FROM (SELECT unnest(generate_series(${day('day')}, greatest(${until}, ${day('day')}))) AS day, channel, ${own('campaign', "''")} AS campaign,
          ${share('cost')} AS cost, ${share('impressions')} AS impressions, ${share('clicks')} AS clicks FROM typed)
      GROUP BY ALL`
  }
  if (target === 'stock') {
    return `SELECT item, coalesce(${day('day')}, ${today}) AS day, quantity, ${own('unit_cost', 'NULL')} AS unit_cost
      FROM typed ${last(`item, coalesce(${day('day')}, ${today})`)}`
  }
  return `SELECT customer, message, ${own('channel', "'email'")} AS channel, sent_at, ${own('opened_at', 'NULL')} AS opened_at,
    ${own('clicked_at', 'NULL')} AS clicked_at, ${own('unsubscribed_at', 'NULL')} AS unsubscribed_at
    FROM typed ${last('customer, message, sent_at')}`
}

interface Answer {
  readonly customer: string | null
  readonly survey: string | null
  readonly question: string
  readonly score: number | null
  readonly answer: string | null
  readonly answered_at: number
}

/** Answers become events, so that they count with those that pages tell. */
async function writeAnswers(reader: Warehouse, to: ImportTarget): Promise<number> {
  const found = await reader.query<{ column_name: string }>('DESCRIBE typed')
  const has = new Set(found.map(({ column_name }) => column_name))
  const own = (role: string) => (has.has(role) ? role : `NULL AS ${role}`)
  const answers = await reader.query<Answer>(
    `SELECT ${['customer', 'survey', 'question', 'score', 'answer', 'answered_at'].map(own).join(', ')} FROM typed ORDER BY row_number`,
  )
  const { added } = await to.appendEvents(answers.map(toEvent))
  return added
}

function toEvent({ customer, survey, question, score, answer, answered_at }: Answer, at: number): StoredEvent {
  const told = JSON.stringify([customer, survey, question, score, answer, answered_at])
  return {
    id: digest(`answer:${told}`),
    type: 'survey_response',
    ts: answered_at,
    receivedAt: answered_at,
    stream: 'import',
    seq: at + 1,
    ...(customer !== null && { customer: hashCustomer(customer) }),
    survey: {
      survey: survey ?? 'import',
      question,
      type: score === null ? 'text' : question.toLowerCase().includes('nps') ? 'nps' : 'satisfaction',
      ...(score !== null && { score }),
      ...(answer !== null && { answers: [answer] }),
    },
    consent: { analytics: 'unknown', personalization: 'unknown' },
  }
}
