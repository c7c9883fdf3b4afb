import type { EVENT_ITEMS_TABLE, EVENTS_TABLE } from './warehouse.js'

/**
 * How much a field tells of a person, from least to most. `none`: of the software, or of products. `pseudonym`: an id that tells people apart
 * and names nobody. `behaviour`: what somebody saw and did. `order`: what somebody bought and paid. `free-text`: words of a
 * person, or of the shop, that may hold anything. No field is made for names, addresses or other contact data.
 */
export const SENSITIVITIES = ['none', 'pseudonym', 'behaviour', 'order', 'free-text'] as const
/** One of {@link SENSITIVITIES}. */
export type Sensitivity = (typeof SENSITIVITIES)[number]

/** The class of every column of the warehouse: a new column is declared here, or the types do not fit. */
export const COLUMN_SENSITIVITY = {
  raw_events: {
    event_id: 'none',
    type: 'behaviour',
    ts: 'behaviour',
    received_at: 'behaviour',
    stream: 'pseudonym',
    seq: 'none',
    visitor: 'pseudonym',
    session: 'pseudonym',
    customer: 'pseudonym',
    page_url: 'behaviour',
    page_kind: 'behaviour',
    page_title: 'behaviour',
    page_referrer: 'behaviour',
    placement: 'behaviour',
    request_id: 'none',
    widget: 'none',
    strategy: 'none',
    model: 'none',
    experiment: 'none',
    variant: 'none',
    transaction_id: 'order',
    order_value: 'order',
    currency: 'order',
    search_term: 'free-text',
    experiments: 'none',
    data: 'free-text',
    consent_analytics: 'none',
    consent_personalization: 'none',
    channel: 'behaviour',
    channel_source: 'behaviour',
    channel_medium: 'behaviour',
    channel_campaign: 'behaviour',
    channel_click: 'behaviour',
    bot: 'none',
    event_value: 'order',
    campaign: 'behaviour',
    campaign_type: 'none',
    holdout: 'none',
    survey: 'behaviour',
    question: 'behaviour',
    score: 'behaviour',
    answers: 'free-text',
    source: 'none',
    order_updated_at: 'order',
    order_tax: 'order',
    order_shipping: 'order',
    order_coupon: 'order',
    items_count: 'order',
    site: 'none',
    device: 'none',
  },
  raw_event_items: {
    event_id: 'none',
    line: 'none',
    item_id: 'behaviour',
    item_name: 'behaviour',
    item_brand: 'behaviour',
    item_category: 'behaviour',
    item_variant: 'behaviour',
    item_list_id: 'behaviour',
    list_index: 'none',
    price: 'order',
    quantity: 'order',
    propensity: 'none',
    discount: 'order',
    coupon: 'order',
    item_category2: 'behaviour',
    team: 'none',
  },
} as const satisfies {
  raw_events: Record<keyof (typeof EVENTS_TABLE)['columns'], Sensitivity>
  raw_event_items: Record<keyof (typeof EVENT_ITEMS_TABLE)['columns'], Sensitivity>
}
