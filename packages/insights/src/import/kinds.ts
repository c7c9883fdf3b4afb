import type { FactName } from '@endcap/core'

/** A column that a kind of file may have. */
export interface ColumnSpec {
  /** Under which it is found, compared without case, blanks, `_` and `-`; the first is the one for docs. */
  readonly names: readonly string[]
  readonly type: 'text' | 'number' | 'date'
  readonly isRequired?: true
}

/** A kind of file. */
export interface ImportSpec {
  /** For people. */
  readonly label: string
  readonly columns: Readonly<Record<string, ColumnSpec>>
  /** Columns that together name one row; a repetition is told. */
  readonly key: readonly string[]
  /** Where its rows go: to a table of facts, or into events. */
  readonly target: FactName | 'answers'
  /** All other columns are taken too, as attributes. */
  readonly takesOthers?: true
}

const CUSTOMER: ColumnSpec = {
  names: ['customer_id', 'customer', 'CustomerID', 'member_id', 'user_id', 'client_id', 'email', 'id'],
  type: 'text',
  isRequired: true,
}

/** The files, beside orders and events, that can be imported. */
export const IMPORT_SPECS = {
  customers: {
    label: 'customers, members, or what a third party knows of them',
    columns: { customer: CUSTOMER, told_at: { names: ['told_at', 'updated_at', 'as_of'], type: 'date' } },
    key: ['customer'],
    target: 'attributes',
    takesOthers: true,
  },
  costs: {
    label: 'costs of channels and campaigns',
    columns: {
      day: { names: ['day', 'date', 'start_date', 'from'], type: 'date', isRequired: true },
      until: { names: ['until', 'to', 'end_date', 'last_day'], type: 'date' },
      channel: {
        names: ['channel', 'channel_group', 'utm_medium', 'medium', 'source'],
        type: 'text',
        isRequired: true,
      },
      campaign: { names: ['campaign', 'campaign_name', 'utm_campaign'], type: 'text' },
      cost: { names: ['cost', 'spend', 'amount_spent', 'costs', 'amount'], type: 'number', isRequired: true },
      impressions: { names: ['impressions', 'views'], type: 'number' },
      clicks: { names: ['clicks', 'link_clicks'], type: 'number' },
    },
    key: ['day', 'channel', 'campaign'],
    target: 'costs',
  },
  stock: {
    label: 'stock',
    columns: {
      item: {
        names: ['item_id', 'sku', 'product_id', 'StockCode', 'variant_sku', 'item'],
        type: 'text',
        isRequired: true,
      },
      day: { names: ['day', 'date', 'as_of'], type: 'date' },
      quantity: {
        names: ['quantity', 'stock', 'stock_quantity', 'available', 'on_hand', 'inventory'],
        type: 'number',
        isRequired: true,
      },
      unit_cost: { names: ['unit_cost', 'cost', 'cost_per_item', 'purchase_price'], type: 'number' },
    },
    key: ['item', 'day'],
    target: 'stock',
  },
  messages: {
    label: 'messages outside the shop and what customers did with them',
    columns: {
      customer: CUSTOMER,
      message: {
        names: ['message', 'message_id', 'campaign', 'campaign_name', 'subject'],
        type: 'text',
        isRequired: true,
      },
      channel: { names: ['channel', 'type', 'medium'], type: 'text' },
      sent_at: { names: ['sent_at', 'sent', 'send_time', 'date'], type: 'date', isRequired: true },
      opened_at: { names: ['opened_at', 'opened', 'open_time'], type: 'date' },
      clicked_at: { names: ['clicked_at', 'clicked', 'click_time'], type: 'date' },
      unsubscribed_at: { names: ['unsubscribed_at', 'unsubscribed'], type: 'date' },
    },
    key: ['customer', 'message', 'sent_at'],
    target: 'messages',
  },
  surveys: {
    label: 'answers to surveys',
    columns: {
      customer: { ...CUSTOMER, isRequired: undefined },
      survey: { names: ['survey', 'survey_id', 'form'], type: 'text' },
      question: { names: ['question', 'question_id'], type: 'text', isRequired: true },
      score: { names: ['score', 'rating', 'nps'], type: 'number' },
      answer: { names: ['answer', 'answers', 'comment', 'text', 'response'], type: 'text' },
      answered_at: {
        names: ['answered_at', 'submitted_at', 'date', 'timestamp', 'created_at'],
        type: 'date',
        isRequired: true,
      },
    },
    key: ['customer', 'survey', 'question', 'answered_at'],
    target: 'answers',
  },
} as const satisfies Record<
  string,
  Omit<ImportSpec, 'columns'> & {
    columns: Record<string, Omit<ColumnSpec, 'isRequired'> & { isRequired?: true | undefined }>
  }
>

/** One of {@link IMPORT_SPECS}. */
export type TableKind = keyof typeof IMPORT_SPECS
/** The kinds, for options and messages. */
export const TABLE_KINDS = Object.keys(IMPORT_SPECS) as readonly TableKind[]

/** The spec of a kind, with the columns of all kinds said alike. */
export const specOf = (kind: TableKind): ImportSpec => IMPORT_SPECS[kind] as ImportSpec
