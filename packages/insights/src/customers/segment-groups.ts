import type { Audience } from '@endcap/core'
import type { CustomerFacts } from './facts.js'
import { quantileOf } from './quantile.js'

/** What all people of a segment have in common. */
export interface SegmentGroup {
  /** `rfm`, `behaviour`, `habit`, `tier`, `stage` or `cluster`. */
  readonly by: SegmentKind
  readonly segment: string
  readonly people: number
  /** Of everybody who is in a segment of this kind, 0–1. */
  readonly share: number
  readonly revenue: number
  /** Of all revenue, 0–1; undefined without any. */
  readonly revenueShare: number | undefined
  readonly profile: GroupProfile
  readonly treatment: string | undefined
  /** Who belongs to it as a device can tell by itself; absent where it cannot. */
  readonly audience?: Audience
  /** What the device tells otherwise than the analysis. */
  readonly audienceNote?: string
}

/** One of the ways to divide customers. */
export const SEGMENT_KINDS = ['rfm', 'behaviour', 'habit', 'tier', 'stage', 'cluster'] as const
/** One of {@link SEGMENT_KINDS}. */
export type SegmentKind = (typeof SEGMENT_KINDS)[number]

/** What a group is like. Medians are of those who ordered; null where nothing tells. */
export interface GroupProfile {
  readonly orders: number
  readonly medianOrders: number | null
  readonly medianValue: number | null
  readonly medianOrderValue: number | null
  readonly medianPrice: number | null
  readonly couponShare: number | null
  readonly discountShare: number | null
  readonly sessionsPerPerson: number
  /** Most frequent first, at most three, with their share of those who have one. */
  readonly categories: readonly NamedShare[]
  readonly brands: readonly NamedShare[]
  readonly channels: readonly NamedShare[]
  readonly hours: readonly NamedShare[]
  /** Of what the shop tells of its customers: the three most frequent values of each attribute. */
  readonly attributes: Readonly<Record<string, readonly NamedShare[]>>
  /** Mean of the last answers to "would you recommend us", and of how many. */
  readonly recommend: { readonly mean: number; readonly n: number } | null
}

/** A name with its share of a group, 0–1. */
export interface NamedShare {
  readonly name: string
  readonly share: number
}

/** What a group of people is like. `attributesOf` tells what is known of a person by name. */
export function profileGroup(
  people: readonly CustomerFacts[],
  attributesOf: (person: string) => Readonly<Record<string, string>> | undefined,
): GroupProfile {
  const buyers = people.filter(({ orders }) => orders > 0)
  const orders = buyers.reduce((sum, facts) => sum + facts.orders, 0)
  const median = (of: (facts: CustomerFacts) => number | null) => {
    const known = knownOf(buyers, of)
    return known.length > 0 ? quantileOf(Float64Array.from(known).sort(), 0.5) : null
  }
  const answers = knownOf(people, ({ recommend }) => recommend)
  const attributes = new Map<string, Tally>()
  for (const { person } of people) {
    const told = attributesOf(person)
    if (!told) continue
    for (const [key, value] of Object.entries(told)) {
      let own = attributes.get(key)
      if (!own) attributes.set(key, (own = new Map()))
      own.set(value, (own.get(value) ?? 0) + 1)
    }
  }
  const top = (of: (facts: CustomerFacts) => string | number | null) => topOf(tallyOf(people, of))
  return {
    orders,
    medianOrders: median((facts) => facts.orders),
    medianValue: median(({ value }) => value),
    medianOrderValue: median(({ value, orders }) => value / orders),
    medianPrice: median(({ meanPrice }) => meanPrice),
    couponShare: orders > 0 ? buyers.reduce((sum, { couponOrders }) => sum + couponOrders, 0) / orders : null,
    discountShare: meanOf(knownOf(buyers, ({ discountShare }) => discountShare)),
    sessionsPerPerson: people.length > 0 ? people.reduce((sum, { sessions }) => sum + sessions, 0) / people.length : 0,
    categories: top(({ category }) => category),
    brands: top(({ brand }) => brand),
    channels: top(({ channel }) => channel),
    hours: top(({ hour }) => hour),
    attributes: Object.fromEntries([...attributes].map(([key, tally]) => [key, topOf(tally)])),
    recommend: answers.length > 0 ? { mean: meanOf(answers) ?? 0, n: answers.length } : null,
  }
}

function knownOf(people: readonly CustomerFacts[], of: (facts: CustomerFacts) => number | null): number[] {
  const known: number[] = []
  for (const facts of people) {
    const value = of(facts)
    if (value !== null) known.push(value)
  }
  return known
}

const meanOf = (values: readonly number[]): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null

/** How often each value is there. */
type Tally = Map<string | number, number>

function tallyOf(people: readonly CustomerFacts[], of: (facts: CustomerFacts) => string | number | null): Tally {
  const tally: Tally = new Map()
  for (const facts of people) {
    const value = of(facts)
    if (value !== null) tally.set(value, (tally.get(value) ?? 0) + 1)
  }
  return tally
}

function topOf(tally: Tally): NamedShare[] {
  const named = Array.from(tally, ([name, count]) => ({ name: String(name), count }))
  const all = named.reduce((sum, { count }) => sum + count, 0)
  return named
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name, count }) => ({ name, share: count / all }))
}
