import type { RegisterTools } from '@endcap/collector'
import { startSchedule, type Timing } from '../server/schedule.js'
import type { Feed, FeedStatus } from './feed.js'

/** Where the outcome of each run is logged. */
export interface FeedLog {
  info(facts: object, line: string): void
  warn(facts: object, line: string): void
}

/** A feed that is read at the start and by the clock. */
export interface Feeding {
  /** Adds its numbers to `/metrics`. */
  observe(tools: Pick<RegisterTools, 'gauge'>): void
  status(): FeedStatus
  /** Reads it now, and then by the clock. Returns its stop. */
  start(): () => void
}

/** Wires a feed to clock, log and metrics. */
export function createFeeding(feed: Feed, timing: Timing, log: FeedLog): Feeding {
  async function run(): Promise<void> {
    const { error, ...facts }: FeedStatus = await feed.run()
    if (error === undefined) log.info(facts, 'the feed was read')
    else log.warn({ ...facts, error }, 'the feed failed; the catalogue before stays')
  }
  return {
    status: feed.status,
    observe({ gauge }) {
      const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000)
      gauge('endcap_feed_ok', '0 while the product feed fails, and the catalogue before is served.', () =>
        Number(feed.status().isOk),
      )
      gauge('endcap_feed_timestamp_seconds', 'When the product feed was last found to be good.', () =>
        seconds(feed.status().readAt),
      )
      gauge('endcap_feed_products', 'Products of the catalogue that was published last.', () => feed.status().products)
    },
    start() {
      void run()
      return startSchedule(timing, run)
    },
  }
}
