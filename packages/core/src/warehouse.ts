/**
 * The warehouse tables, declared once as data. A sink writes rows by these columns; `insights` queries them.
 * Raw tables may hold an event twice (delivery is at least once); the views `events` and `event_items`, which
 * every query reads, keep the first row by `event_id`. The view `orders` (`warehouse-orders.ts`) is made of them.
 * Rows are appended by position, and a warehouse made by an earlier release gains what it lacks at the end: so a new column
 * is written below the others of its table, and none is moved, renamed or taken away.
 */

/** Column types, in words that each dialect translates. Timestamps are ms since 1970. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'double' | 'boolean' | 'json'

/** A table: column names with their types, in order. */
export interface TableSpec {
  readonly name: string
  readonly columns: Readonly<Record<string, ColumnType>>
}

/** One row an event. */
export const EVENTS_TABLE = {
  name: 'raw_events',
  columns: {
    event_id: 'text',
    type: 'text',
    /** The event's time on the device's clock, corrected by the collector when the clock is off. */
    ts: 'bigint',
    received_at: 'bigint',
    stream: 'text',
    seq: 'bigint',
    visitor: 'text',
    session: 'text',
    customer: 'text',
    page_url: 'text',
    page_kind: 'text',
    page_title: 'text',
    page_referrer: 'text',
    placement: 'text',
    request_id: 'text',
    widget: 'text',
    strategy: 'text',
    model: 'text',
    experiment: 'text',
    variant: 'text',
    transaction_id: 'text',
    order_value: 'double',
    currency: 'text',
    search_term: 'text',
    experiments: 'json',
    data: 'json',
    consent_analytics: 'text',
    consent_personalization: 'text',
    /** How the visitor came: group, source, medium and campaign of a landing, and the name of its click id. */
    channel: 'text',
    channel_source: 'text',
    channel_medium: 'text',
    channel_campaign: 'text',
    channel_click: 'text',
    /** Why the visitor looks like a program; null for people. */
    bot: 'text',
    /** What the items are worth together, in `currency`; of orders see `order_value`. */
    event_value: 'double',
    /** Of messages: the campaign, its type, and whether the visitor was shown nothing of it. */
    campaign: 'text',
    campaign_type: 'text',
    holdout: 'boolean',
    /** Of answers: the placement that asked, the question, a scale's number, and choices or words as a list. */
    survey: 'text',
    question: 'text',
    score: 'double',
    answers: 'json',
    /** `server`: told and signed by the shop's server. Null: told by a page. */
    source: 'text',
    /** Of two tellings by the server the higher one holds. */
    order_updated_at: 'bigint',
    order_tax: 'double',
    order_shipping: 'double',
    order_coupon: 'text',
    items_count: 'integer',
    /** The site that the write key belongs to. */
    site: 'text',
    /** `mobile`, `tablet` or `desktop`, as the request says. Null: not told by a browser. */
    device: 'text',
  },
} as const satisfies TableSpec

/** One row an item of an event. */
export const EVENT_ITEMS_TABLE = {
  name: 'raw_event_items',
  columns: {
    event_id: 'text',
    /** Position in the event's `items`, from 0. */
    line: 'integer',
    item_id: 'text',
    item_name: 'text',
    item_brand: 'text',
    item_category: 'text',
    item_variant: 'text',
    item_list_id: 'text',
    /** Position in the list that was shown, from 0. */
    list_index: 'integer',
    price: 'double',
    quantity: 'double',
    propensity: 'double',
    /** Of one piece; `price` already contains it. */
    discount: 'double',
    coupon: 'text',
    item_category2: 'text',
    /** Of an interleaved list: the variant that picked it. Null: neither alone. */
    team: 'text',
  },
} as const satisfies TableSpec

/** Every table of the warehouse. */
export const WAREHOUSE_TABLES = [EVENTS_TABLE, EVENT_ITEMS_TABLE] as const
