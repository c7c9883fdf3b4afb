import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { type Behaviour, behaviourOf, type Stage, stageOf } from './behaviour.js'
import { readClusterFeatures } from './cluster-features.js'
import { type Clustering, clusterPoints } from './clusters.js'
import { behaviourAudience, type DeviceAudience, rfmAudience } from './device-audience.js'
import { type CustomerFacts, type ReadFacts, readCustomerFacts } from './facts.js'
import { type OrderRhythm, readGaps, rhythmOf } from './gaps.js'
import { type Habit, habitOf } from './habit.js'
import { readOutreach, readReach } from './outreach.js'
import { scoreCustomers } from './rfm.js'
import { RFM_RULES, type RfmRule } from './rfm-rules.js'
import type { RfmBounds } from './rfm-score.js'
import { profileGroup, SEGMENT_KINDS, type SegmentGroup, type SegmentKind } from './segment-groups.js'
import { resolveSettings, type SegmentSettings } from './settings.js'
import { readTold } from './told.js'
import { ALLOWANCES, type Allowance, TREATMENTS } from './treatments.js'
import { scoreValue, type UsedWeights } from './value-score.js'

/** How customers are told apart. */
export interface SegmentOptions {
  /** Whole days since 1970-01-01; what is later does not count. @default the day after the last order or visit */
  readonly day?: number | undefined
  readonly settings?: Partial<SegmentSettings> | undefined
  readonly rules?: readonly RfmRule[] | undefined
  /** Clusters; left out: as many as there are. 0: none are looked for. */
  readonly k?: number | undefined
  /** Tells the visitor ids of those who agreed to personalisation, for lists. @default false */
  readonly withVisitors?: boolean | undefined
}

/** A person with the segments of each kind, and how to reach them. */
export interface SegmentPerson {
  readonly person: string
  readonly rfm: string | null
  readonly behaviour: Behaviour
  readonly habit: Habit | null
  readonly tier: string | null
  readonly stage: Stage | null
  readonly cluster: string | null
  /** 0–100; null without an order. */
  readonly value: number | null
  readonly orders: number
  readonly revenue: number
  /** Days since the last order. */
  readonly recency: number | null
  readonly category: string | null
  readonly brand: string | null
  /** What they pay against the usual price of the category: `low` a fifth below, `high` a fifth above; null without prices. */
  readonly priceBand: 'low' | 'middle' | 'high' | null
  /** How they mostly come, and by which of `email`, `sms` and `push` they answer; null where nothing tells. */
  readonly channel: string | null
  readonly reach: string | null
  /** Hour of the day they mostly order at. */
  readonly hour: number | null
  readonly allowance: Allowance
  /** Messages that they may get now: the allowance without what was sent in its days. */
  readonly messagesLeft: number
  /** To personalisation: 1 granted, 0 denied, null where nothing tells. */
  readonly consent: number | null
  /** Where they were asked for. */
  readonly visitors?: readonly string[]
}

/** Everybody in segments of several kinds. */
export interface CustomerSegments {
  readonly basis: SourceBasis
  readonly day: number
  readonly n: number
  readonly customers: number
  readonly revenue: number
  readonly settings: SegmentSettings
  readonly rhythm: OrderRhythm
  /** What the value score was made of. */
  readonly weights: UsedWeights
  readonly bounds: RfmBounds
  readonly clusters: Omit<Clustering, 'clusters'> & { readonly features: readonly string[]; readonly n: number }
  readonly groups: readonly SegmentGroup[]
  readonly people: readonly SegmentPerson[]
}

/** Reads segments. Throws `input-empty` where nobody is known, `option-invalid` for settings. */
export async function analyseSegments(source: InsightSource, options: SegmentOptions = {}): Promise<CustomerSegments> {
  const settings = resolveSettings(options.settings)
  const [read, gaps, attributes, reached] = await Promise.all([
    readCustomerFacts(source, options.day),
    readGaps(source, options.day),
    readTold(source),
    readReach(source, options.day),
  ])
  if (read.people.length === 0) throw new EndcapError('input-empty', `${source.basis.source} knows nobody`)
  const last = read.people.reduce((day, { lastDay, lastSeen }) => Math.max(day, lastDay ?? 0, lastSeen ?? 0), 0)
  const day = options.day ?? last + 1
  const rhythm = rhythmOf(gaps, settings)
  const features =
    options.k === 0 ? { names: [], people: [], rows: [] } : await readClusterFeatures(source, read, options.day)
  const { clusters, ...clustering } = clusterPoints(features.rows, { k: options.k === 0 ? undefined : options.k })
  const clusterOf = new Map(
    clustering.isStructured ? features.people.map((person, at) => [person, `cluster ${(clusters[at] ?? 0) + 1}`]) : [],
  )
  const buyers = read.people.filter(({ orders }) => orders > 0)
  const value = scoreValue(buyers, settings)
  const scoreOf = new Map(buyers.map(({ person }, at) => [person, value.scores[at]]))
  const rules = options.rules ?? RFM_RULES
  const rfm = scoreCustomers(
    buyers.map(({ person, firstDay, lastDay, orders, value: spent }) => ({
      person,
      firstDay: firstDay ?? 0,
      lastDay: lastDay ?? 0,
      orders,
      value: spent,
    })),
    { day, rules },
  )
  const rfmOf = new Map(rfm.customers.map(({ customer, segment }) => [customer, segment]))
  const outreach = await readOutreach(source, day, reached)
  const visitors = options.withVisitors ? await readVisitors(source) : undefined
  const people = read.people.map((facts): SegmentPerson => {
    const behaviour = behaviourOf(facts, day, rhythm, settings)
    const allowance = ALLOWANCES[behaviour] as Allowance
    const { reach, sentWithin } = outreach(facts.person)
    // Most people only visited: of them nothing is looked up that buyers alone have.
    const ofBuyer = <Value>(found: ReadonlyMap<string, Value>) =>
      facts.orders > 0 ? found.get(facts.person) : undefined
    const scored = ofBuyer(scoreOf)
    return {
      person: facts.person,
      rfm: ofBuyer(rfmOf) ?? null,
      behaviour,
      habit: habitOf(facts, read.has, settings),
      tier: scored?.tier ?? null,
      stage: stageOf(facts, day, rhythm),
      cluster: ofBuyer(clusterOf) ?? null,
      value: scored?.score ?? null,
      orders: facts.orders,
      revenue: facts.value,
      recency: facts.lastDay === null ? null : day - facts.lastDay,
      category: facts.category,
      brand: facts.brand,
      priceBand: bandOf(facts.pricePosition),
      channel: facts.channel,
      reach,
      hour: facts.hour,
      allowance,
      messagesLeft: reach === 'none' ? 0 : Math.max(0, allowance.max - sentWithin(allowance.days)),
      consent: facts.consent,
      ...(visitors && facts.consent === 1 && { visitors: visitors.get(facts.person) ?? [] }),
    }
  })
  const audienceOf = (by: SegmentKind, segment: string): DeviceAudience | undefined => {
    if (by === 'rfm') return rfmAudience(segment, rules, rfm.bounds)
    return by === 'behaviour' ? behaviourAudience(segment as Behaviour, rhythm, settings) : undefined
  }
  const treatmentOf = (by: SegmentKind, segment: string) =>
    by === 'rfm' ? rules.find((rule) => rule.segment === segment)?.treatment : TREATMENTS[by]?.[segment]
  return {
    basis: source.basis,
    day,
    n: people.length,
    customers: buyers.length,
    revenue: rfm.revenue,
    settings,
    rhythm,
    weights: value.weights,
    bounds: rfm.bounds,
    clusters: { ...clustering, features: features.names, n: features.rows.length },
    groups: groupsOf(people, read, attributes, { revenue: rfm.revenue, audienceOf, treatmentOf }),
    people,
  }
}

const FIFTH = Math.log(1.2)

const bandOf = (position: number | null): SegmentPerson['priceBand'] =>
  position === null ? null : position < -FIFTH ? 'low' : position > FIFTH ? 'high' : 'middle'

interface GroupWords {
  readonly revenue: number
  audienceOf(by: SegmentKind, segment: string): DeviceAudience | undefined
  treatmentOf(by: SegmentKind, segment: string): string | undefined
}

function groupsOf(
  people: readonly SegmentPerson[],
  read: ReadFacts,
  attributes: ReadonlyMap<string, Readonly<Record<string, string>>>,
  { revenue, audienceOf, treatmentOf }: GroupWords,
): SegmentGroup[] {
  return SEGMENT_KINDS.flatMap((by) => {
    const members = new Map<string, CustomerFacts[]>()
    let all = 0
    for (const [at, person] of people.entries()) {
      const segment = person[by]
      if (segment === null) continue
      all++
      const own = members.get(segment) ?? []
      if (own.length === 0) members.set(segment, own)
      own.push(read.people[at] as CustomerFacts)
    }
    return [...members]
      .map(([segment, own]): SegmentGroup => {
        const spent = own.reduce((sum, { value }) => sum + value, 0)
        const device = audienceOf(by, segment)
        return {
          by,
          segment,
          people: own.length,
          share: own.length / all,
          revenue: spent,
          revenueShare: revenue > 0 ? spent / revenue : undefined,
          profile: profileGroup(own, (person) => attributes.get(person)),
          treatment: treatmentOf(by, segment),
          ...(device && { audience: device.audience }),
          ...(device?.note !== undefined && { audienceNote: device.note }),
        }
      })
      .sort((a, b) => b.people - a.people || (a.segment < b.segment ? -1 : 1))
  })
}

/** The devices of each person. */
async function readVisitors(source: InsightSource): Promise<Map<string, string[]>> {
  const known = new Map<string, string[]>()
  if (!source.has('events')) return known
  const rows = await source.ask<{ person: string; visitor: string }>(
    `SELECT DISTINCT person, visitor FROM ${await source.part('events', { mayRepeat: true })} AS e
     WHERE person IS NOT NULL AND visitor IS NOT NULL ORDER BY person, visitor`,
  )
  for (const { person, visitor } of rows) {
    const own = known.get(person) ?? []
    if (own.length === 0) known.set(person, own)
    own.push(visitor)
  }
  return known
}
