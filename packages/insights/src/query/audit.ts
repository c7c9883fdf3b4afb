import { COLUMN_SENSITIVITY, type Sensitivity } from '@endcap/core'
import type { Warehouse } from '../warehouse/duckdb.js'

/** How one column is filled. */
export interface ColumnUse {
  readonly table: string
  readonly column: string
  readonly sensitivity: Sensitivity
  readonly filled: number
  /** Values that look like an e-mail address; counted in text of people and in addresses of pages. */
  readonly contacts?: number
}

/** Events of a month by their consent to analytics. */
export interface ConsentMonth {
  /** `YYYY-MM`, UTC. */
  readonly month: string
  readonly granted: number
  readonly denied: number
  readonly unknown: number
}

/** What the warehouse holds, seen by whoever has to answer for it. */
export interface WarehouseAudit {
  readonly events: number
  readonly visitors: number
  readonly customers: number
  /** Ms since 1970; undefined for an empty warehouse. */
  readonly oldestAt: number | undefined
  readonly columns: readonly ColumnUse[]
  readonly consent: readonly ConsentMonth[]
  /** Events without consent to analytics that tell a device from others. There must be none. */
  readonly idsWithoutConsent: number
  readonly sites: readonly { readonly site: string | null; readonly events: number }[]
}

/** Columns in which people, or the shop, may have put words. */
const SEARCHED = new Set(['page_url', 'page_title', 'page_referrer'])

/** Looks through the warehouse. Reads every row. */
export async function auditWarehouse(warehouse: Warehouse): Promise<WarehouseAudit> {
  const [totals] = await warehouse.query<{
    events: number
    visitors: number
    customers: number
    oldestAt: number | null
    idsWithoutConsent: number
  }>(`
    SELECT count(*) AS events, count(DISTINCT visitor) AS visitors, count(DISTINCT customer) AS customers, min(ts) AS oldestAt,
      count(*) FILTER (WHERE consent_analytics IS DISTINCT FROM 'granted' AND coalesce(visitor, session) IS NOT NULL)
        AS idsWithoutConsent
    FROM raw_events`)
  const consent = await warehouse.query<ConsentMonth>(`
    SELECT strftime(make_timestamp(ts * 1000), '%Y-%m') AS month,
      count(*) FILTER (WHERE consent_analytics = 'granted') AS granted,
      count(*) FILTER (WHERE consent_analytics = 'denied') AS denied,
      count(*) FILTER (WHERE consent_analytics = 'unknown') AS unknown
    FROM events GROUP BY ALL ORDER BY month`)
  const sites = await warehouse.query<{ site: string | null; events: number }>(
    'SELECT site, count(*) AS events FROM events GROUP BY ALL ORDER BY events DESC, site',
  )
  const { events = 0, visitors = 0, customers = 0, oldestAt, idsWithoutConsent = 0 } = totals ?? {}
  return {
    events,
    visitors,
    customers,
    oldestAt: oldestAt ?? undefined,
    columns: [...(await useOf(warehouse, 'raw_events')), ...(await useOf(warehouse, 'raw_event_items'))],
    consent,
    idsWithoutConsent,
    sites,
  }
}

async function useOf(warehouse: Warehouse, table: keyof typeof COLUMN_SENSITIVITY): Promise<ColumnUse[]> {
  const columns = Object.entries(COLUMN_SENSITIVITY[table]) as [string, Sensitivity][]
  const isSearched = ([column, sensitivity]: [string, Sensitivity]) =>
    sensitivity === 'free-text' || SEARCHED.has(column)
  const counts = columns.flatMap((one) => [
    `count("${one[0]}") AS "${one[0]}"`,
    ...(isSearched(one)
      ? [`count(*) FILTER (WHERE regexp_matches("${one[0]}"::VARCHAR, '${CONTACT}')) AS "@${one[0]}"`]
      : []),
  ])
  const [row = {}] = await warehouse.query<Record<string, number>>(`SELECT ${counts.join(', ')} FROM ${table}`)
  return columns.map((one) => {
    const [column, sensitivity] = one
    const filled = row[column] ?? 0
    return { table, column, sensitivity, filled, ...(isSearched(one) && { contacts: row[`@${column}`] ?? 0 }) }
  })
}

/** An e-mail address, as it is or escaped as in an address of a page. */
const CONTACT = '[\\w.+-]+(@|%40)[\\w-]+\\.[A-Za-z]{2,}'
