import type { ServerOrder } from '@endcap/core'

/** Why nothing of a webhook was kept. `topic`: not one that we read. */
export const IGNORE_REASONS = ['topic', 'ping', 'test', 'till', 'unpaid', 'nothing', 'unreadable'] as const
/** One of {@link IGNORE_REASONS}. */
export type IgnoreReason = (typeof IGNORE_REASONS)[number]

/** What a webhook says in our terms. Amounts and texts are not checked yet. */
export type PlatformOrders =
  | { readonly orders: readonly ServerOrder[] }
  | { readonly ignored: IgnoreReason; readonly orders?: undefined }

/** Most items of an order that an event takes. */
export const ITEMS_COUNT = 200
