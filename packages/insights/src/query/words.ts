/** Pieces of SQL that more than one question needs. Each is written once, so that two tables never disagree. */

/** The period of a query, on a row of `events` called `e`. */
export const IN_PERIOD = 'e.ts >= $fromMs AND e.ts < $toMs'

/** Purchases with each order once: a thank-you page that is loaded again sends the same order under a new event id. */
export const ORDERS = `
  SELECT * FROM events WHERE type = 'purchase' AND transaction_id IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY transaction_id ORDER BY ts, event_id) = 1`

/** How long a click on an item takes credit for what the visitor then does with that item, in ms: 24 hours. */
export const CREDIT_MS = 24 * 60 * 60 * 1000
