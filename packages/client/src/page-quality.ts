/** What guardrails of experiments are read from. A file of its own: only pages with a running experiment load it, and none waits for it. */
export { observePageQuality } from '@endcap/tracker'
