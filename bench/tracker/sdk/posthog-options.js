/**
 * Nothing is asked of PostHog's own hosts. The limit of events per second is out of the way, since a batch of 50 calls would
 * meet it; a headless browser would be taken for a robot. It sends every 3 s, or after `flushMs`, which is the same batch.
 */
export const posthogOptions = (collector, flushMs = 3000) => ({
  api_host: collector,
  advanced_disable_flags: true,
  disable_external_dependency_loading: true,
  disable_session_recording: true,
  disable_surveys: true,
  opt_out_useragent_filter: true,
  request_queue_config: { flush_interval_ms: flushMs },
  rate_limiting: { events_per_second: 1e6, events_burst_limit: 1e6 },
})

/** GA4's item fields as they are: PostHog has no e-commerce fields of its own. */
export const shape = (sample) => sample
