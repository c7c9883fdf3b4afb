import type { EventEnvelope, OrderContext } from './event.js'
import type { EVENT_ITEMS_TABLE, EVENTS_TABLE } from './warehouse.js'

/** What a page was seen on. An iPad whose browser asks for pages of desktops, as Safari does, is one to everybody but itself. */
export const DEVICE_CLASSES = ['mobile', 'tablet', 'desktop'] as const
/** One of {@link DEVICE_CLASSES}. */
export type DeviceClass = (typeof DEVICE_CLASSES)[number]

/** An event as the spool keeps it: the envelope with the collector's own findings. */
export interface StoredEvent extends EventEnvelope {
  /** Milliseconds since 1970 on the collector's clock. */
  readonly receivedAt: number
  /** Told by the shop's server and signed by it. Absent: by a page, which anybody can make say anything. */
  readonly source?: 'server'
  /** The site that its write key belongs to, where the collector's keys name one. */
  readonly site?: string
  /** Of the browser that sent it, as its request says. Absent: told by a server, or by a program that is no browser. */
  readonly device?: DeviceClass
  readonly order?: StoredOrder
}

/** An order as the spool keeps it. */
export interface StoredOrder extends OrderContext {
  /** Which of two tellings by the server is the newer one: milliseconds since 1970. Absent in what pages tell. */
  readonly updatedAt?: number
}

/** A cell of a warehouse row. JSON columns carry text. */
export type Cell = string | number | boolean | null

/** The two kinds of row that one event becomes. */
export interface WarehouseRows {
  readonly event: Record<keyof (typeof EVENTS_TABLE)['columns'], Cell>
  readonly items: readonly Record<keyof (typeof EVENT_ITEMS_TABLE)['columns'], Cell>[]
}

/** Maps an event to its warehouse rows. Every sink that writes tables uses this one mapping. */
export function toWarehouseRows(event: StoredEvent): WarehouseRows {
  const { page, list, order, channel, offer, survey } = event
  return {
    event: {
      event_id: event.id,
      type: event.type,
      ts: event.ts,
      received_at: event.receivedAt,
      stream: event.stream,
      seq: event.seq,
      visitor: event.visitor ?? null,
      session: event.session ?? null,
      customer: event.customer ?? null,
      page_url: page?.url ?? null,
      page_kind: page?.kind ?? null,
      page_title: page?.title ?? null,
      page_referrer: page?.referrer ?? null,
      placement: list?.placement ?? null,
      request_id: list?.requestId ?? null,
      widget: list?.widget ?? null,
      strategy: list?.strategy ?? null,
      model: list?.model ?? null,
      experiment: list?.experiment ?? null,
      variant: list?.variant ?? null,
      transaction_id: order?.transactionId ?? null,
      order_value: order?.value ?? null,
      currency: order?.currency ?? event.currency ?? null,
      search_term: event.search?.term ?? null,
      experiments: event.experiments ? JSON.stringify(event.experiments) : null,
      data: event.data ? JSON.stringify(event.data) : null,
      consent_analytics: event.consent.analytics,
      consent_personalization: event.consent.personalization,
      channel: channel?.group ?? null,
      channel_source: channel?.source ?? null,
      channel_medium: channel?.medium ?? null,
      channel_campaign: channel?.campaign ?? null,
      channel_click: channel?.click ?? null,
      bot: event.bot ?? null,
      event_value: event.value ?? null,
      campaign: offer?.campaign ?? null,
      campaign_type: offer?.type ?? null,
      holdout: offer ? (offer.holdout ?? false) : null,
      survey: survey?.survey ?? null,
      question: survey?.question ?? null,
      score: survey?.score ?? null,
      answers: survey?.answers ? JSON.stringify(survey.answers) : null,
      source: event.source ?? null,
      order_updated_at: order?.updatedAt ?? null,
      order_tax: order?.tax ?? null,
      order_shipping: order?.shipping ?? null,
      order_coupon: order?.coupon ?? null,
      items_count: event.items?.length ?? 0,
      site: event.site ?? null,
      device: event.device ?? null,
    },
    items: (event.items ?? []).map((item, line) => ({
      event_id: event.id,
      line,
      item_id: item.item_id,
      item_name: item.item_name ?? null,
      item_brand: item.item_brand ?? null,
      item_category: item.item_category ?? null,
      item_variant: item.item_variant ?? null,
      item_list_id: item.item_list_id ?? null,
      list_index: item.index ?? null,
      price: item.price ?? null,
      quantity: item.quantity ?? null,
      propensity: item.propensity ?? null,
      discount: item.discount ?? null,
      coupon: item.coupon ?? null,
      item_category2: item.item_category2 ?? null,
      team: item.team ?? null,
    })),
  }
}
