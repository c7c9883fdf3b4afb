import { EndcapError, type Segment, segmentHash } from '@endcap/core'
import type { SegmentKind } from './segment-groups.js'
import type { CustomerSegments } from './segments.js'

/** Which segments are published, and how. */
export interface PublishSegmentsOptions {
  /** @default 'rfm' */
  readonly by?: SegmentKind | undefined
  /** Visitors that a list may have: a config is loaded by every page. @default 2000 */
  readonly mostVisitors?: number | undefined
}

/** What was published. */
export interface PublishedSegments {
  readonly segments: readonly Segment[]
  /** Those that no rule says and whose list would be too long, or shorter than ten people. */
  readonly leftOut: readonly { readonly segment: string; readonly people: number; readonly reason: string }[]
}

const LEAST_PEOPLE = 10

/**
 * Segments as the config carries them: as rules where a device can tell by itself, else as hashes of the visitors who agreed to
 * personalisation. Nothing of a segment of under ten people is published.
 */
export function publishSegments(result: CustomerSegments, options: PublishSegmentsOptions = {}): PublishedSegments {
  const { by = 'rfm', mostVisitors = 2000 } = options
  const segments: Segment[] = []
  const leftOut: { segment: string; people: number; reason: string }[] = []
  for (const group of result.groups.filter((each) => each.by === by)) {
    const { segment: label, people, treatment, audience } = group
    const id = segmentId(by, label)
    const base = { id, label, ...(treatment !== undefined && { treatment }) }
    if (people < LEAST_PEOPLE) {
      leftOut.push({ segment: label, people, reason: `under ${LEAST_PEOPLE} people` })
    } else if (audience) {
      segments.push({ ...base, audience })
    } else {
      const visitors = result.people
        .filter((person) => person[by] === label && person.consent === 1)
        .flatMap((person) => person.visitors ?? [])
      if (visitors.length < LEAST_PEOPLE) {
        leftOut.push({ segment: label, people, reason: `under ${LEAST_PEOPLE} visitors who agreed` })
      } else if (visitors.length > mostVisitors) {
        leftOut.push({ segment: label, people, reason: `over ${mostVisitors} visitors` })
      } else {
        segments.push({ ...base, visitors: visitors.map((visitor) => segmentHash(id, visitor)).sort() })
      }
    }
  }
  return { segments, leftOut }
}

/** `rfm-cant-lose-them`. */
export function segmentId(by: SegmentKind, segment: string): string {
  const words = segment
    .toLowerCase()
    .normalize('NFKD')
    .replace(/['’]|\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
  return `${by}-${words}`.replace(/^-+|-+$/g, '').slice(0, 64)
}

/** A config with these segments in place of those of the same kind: what this version does not know stays in it. */
export function withSegments(config: object, by: SegmentKind, segments: readonly Segment[]): object {
  const { segments: before = [] } = config as { readonly segments?: unknown }
  if (!Array.isArray(before)) throw new EndcapError('type-wrong', 'segments of the config are a list')
  const others = (before as readonly Segment[]).filter((each) => !each.id?.startsWith(`${by}-`))
  return { ...config, segments: [...others, ...segments] }
}
