import { DuckDBInstance } from '@duckdb/node-api'
import { loadSource } from '../rig.mjs'

/** Events of a visitor: a page view, an exposure, lists, clicks, carts, page quality and an order now and then, over several visits. */
const EVENTS_A_VISITOR = 20
const DAY_MS = 86_400_000
const START_MS = Date.UTC(2026, 9, 15)
const DAYS = 28

/**
 * Fills a warehouse by SQL: half of its visitors come back after their exposure, a fifth were there before it, one event in 200 came
 * twice. All that looks random is a hash, so it is the same every time.
 */
export async function makeWarehouse(path, events) {
  const { openWarehouse } = await loadSource()
  const instance = await DuckDBInstance.create(path, {
    threads: '2',
    memory_limit: '3GB',
    preserve_insertion_order: 'false',
  })
  const warehouse = await openWarehouse({ path, instance })
  const visitors = Math.round(events / EVENTS_A_VISITOR)
  await warehouse.query(`CREATE TEMP TABLE made AS
    SELECT v, n, hash(v, n) % 1000 AS luck, hash(v || 'arm') % 2 AS arm,
      'visitor-' || lpad(v::VARCHAR, 13, '0') AS visitor,
      'event-' || lpad(v::VARCHAR, 10, '0') || lpad(n::VARCHAR, 5, '0') AS event_id,
      -- Visits: events 0–3 before the exposure for a fifth of the visitors, 4–13 with it, 14–19 later for a half.
      CASE WHEN n < 4 AND hash(v || 'past') % 5 = 0 THEN -1 WHEN n >= 14 AND hash(v || 'later') % 2 = 0 THEN 1 ELSE 0 END AS visit,
      ${START_MS} + (hash(v || 'start') % ${DAYS * DAY_MS})::BIGINT AS start_ts
    FROM range(${visitors}) AS visitors(v), range(${EVENTS_A_VISITOR}) AS numbers(n)`)
  const type = `CASE
      WHEN n IN (0, 14) THEN 'page_view' WHEN n = 4 THEN 'experiment_exposure' WHEN n IN (3, 13, 19) THEN 'page_quality'
      WHEN n IN (1, 5, 7, 9, 15) THEN 'view_item_list' WHEN n IN (6, 16) AND luck < 250 + 20 * arm THEN 'select_item'
      WHEN n IN (8, 17) AND luck < 150 THEN 'add_to_cart' WHEN n IN (11, 18) AND luck < 30 THEN 'purchase'
      WHEN n = 12 AND luck < 5 THEN 'refund' ELSE 'view_item' END`
  const isList = `type IN ('view_item_list', 'select_item')`
  await warehouse.query(`INSERT INTO raw_events BY NAME
    SELECT event_id, type, ts, ts + 500 AS received_at, visitor AS stream, n AS seq, visitor,
      visitor || '-' || visit AS session, 'product' AS page_kind, 'https://shop.example/p' AS page_url,
      CASE WHEN ${isList} THEN 'row' END AS placement, CASE WHEN ${isList} THEN CASE arm WHEN 0 THEN 'trending' ELSE 'for-you' END END AS strategy,
      CASE WHEN ${isList} THEN visitor || '-' || (n - (type = 'select_item')::INTEGER) END AS request_id,
      CASE WHEN ${isList} AND n > 4 THEN 'exp' END AS experiment, CASE WHEN ${isList} AND n > 4 THEN variant END AS variant,
      CASE WHEN type IN ('purchase', 'refund') THEN visitor || '-o' || CASE WHEN type = 'refund' THEN 11 ELSE n END END AS transaction_id,
      CASE WHEN type IN ('purchase', 'refund') THEN 10 + luck * 3.5 END AS order_value,
      CASE WHEN type IN ('purchase', 'refund') THEN CASE WHEN luck % 10 = 0 THEN 'CHF' ELSE 'EUR' END END AS currency,
      CASE WHEN type = 'experiment_exposure' THEN '{"exp":"' || variant || '"}' END AS experiments,
      CASE WHEN type = 'page_quality' THEN '{"cls":0.0' || luck || ',"errors":' || (luck % 50 = 0)::INTEGER || '}' END AS data,
      'granted' AS consent_analytics, 'granted' AS consent_personalization,
      CASE WHEN type = 'page_view' THEN CASE luck % 4 WHEN 0 THEN 'direct' WHEN 1 THEN 'organic_search' WHEN 2 THEN 'email' ELSE 'paid_search' END END AS channel,
      CASE WHEN hash(v || 'bot') % 100 = 0 THEN 'webdriver' END AS bot,
      CASE hash(v || 'device') % 5 WHEN 0 THEN 'tablet' WHEN 1 THEN 'desktop' WHEN 2 THEN 'desktop' ELSE 'mobile' END AS device,
      CASE WHEN type = 'view_item_list' THEN 6 ELSE 1 END AS items_count
    FROM (SELECT *, ${type} AS type, CASE arm WHEN 0 THEN 'control' ELSE 'test' END AS variant,
      start_ts + n * 20000::BIGINT + visit * (1 + hash(v, visit) % 9)::BIGINT * ${DAY_MS}::BIGINT AS ts FROM made) AS typed`)
  // A click is on one of the six cards of the list just before it.
  const isClick = `type = 'select_item'`
  await warehouse.query(`INSERT INTO raw_event_items BY NAME
    SELECT event_id, line::INTEGER AS line, 'item-' || (hash(list_id, card) % 5000) AS item_id, 19.5 AS price, 1 + hash(event_id) % 3 AS quantity,
      CASE WHEN ${isList} THEN card::INTEGER END AS list_index
    FROM (SELECT *, CASE WHEN ${isClick} THEN substr(event_id, 1, 16) || lpad((seq - 1)::VARCHAR, 5, '0') ELSE event_id END AS list_id,
        CASE WHEN ${isClick} THEN (hash(event_id) % 6)::BIGINT ELSE line END AS card
      FROM (SELECT event_id, type, seq, unnest(range(items_count)) AS line FROM raw_events
        WHERE type IN ('view_item_list', 'select_item', 'add_to_cart', 'purchase')) AS lines) AS cards`)
  await warehouse.query('INSERT INTO raw_events SELECT * FROM raw_events WHERE hash(event_id) % 200 = 0')
  // What two channels cost on each of the days.
  await warehouse.query(`INSERT INTO channel_costs BY NAME
    SELECT ${START_MS / DAY_MS} + d AS day, channel, '' AS campaign, 400 + hash(d, channel) % 300 AS cost, 'EUR' AS currency
    FROM range(${DAYS}) AS days(d), (VALUES ('email'), ('paid_search')) AS channels(channel)`)
  await warehouse.query('DROP TABLE made')
  await warehouse.query('CHECKPOINT')
  const [counts] = await warehouse.query(
    'SELECT (SELECT count(*) FROM raw_events) AS events, (SELECT count(*) FROM raw_event_items) AS items',
  )
  warehouse.close()
  instance.closeSync()
  return { ...counts, visitors }
}
