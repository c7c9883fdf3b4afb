import type { Segment } from './segment.js'

/** What decides which segments may go. */
export interface RetainRule {
  /** Every sink has all records below this sequence. */
  readonly passed: number
  /** Ms since 1970: records received since are kept for the dedupe of retries after a restart. */
  readonly keepSince: number
  /** Above this many bytes in all, passed segments go even when young. */
  readonly maxBytes: number
}

/** The segments, oldest first, that are needed no more. Never the last one, and never one that a sink still needs. */
export function segmentsToDrop(segments: readonly Segment[], rule: RetainRule): Segment[] {
  const drop: Segment[] = []
  let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0)
  for (const [index, segment] of segments.entries()) {
    const following = segments[index + 1]
    if (!following || following.first > rule.passed) break
    if (segment.lastAt >= rule.keepSince && bytes <= rule.maxBytes) break
    drop.push(segment)
    bytes -= segment.bytes
  }
  return drop
}
