/**
 * The events that a model is trained on, as SQL: views, clicks, cart additions, and each order once with the visitor and session
 * that are known of it, whoever told it.
 */
export const INTERACTION_EVENTS = `
  SELECT event_id, type, ts, session, transaction_id, stream, seq, visitor, customer
  FROM events WHERE type IN ('view_item', 'select_item', 'add_to_cart')
  UNION ALL
  SELECT o.event_id, 'purchase' AS type, o.ts, o.session, o.transaction_id, r.stream, r.seq, o.visitor, o.customer
  FROM orders o JOIN (
    SELECT event_id, first(stream ORDER BY rowid) AS stream, first(seq ORDER BY rowid) AS seq
    FROM raw_events WHERE type = 'purchase' GROUP BY event_id) r USING (event_id)`
