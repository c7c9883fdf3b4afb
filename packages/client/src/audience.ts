import {
  type Audience,
  type AudienceTest,
  type Bounds,
  type ChannelGroup,
  currentPrice,
  type Member,
  type PageKind,
  type Product,
  type Profile,
  type Segment,
  segmentHash,
} from '@endcap/core'

/** What is known of the visitor at this moment; undefined where it is not. */
export interface AudienceFacts {
  readonly now: number
  /** Undefined without personalization consent. */
  readonly profile: Profile | undefined
  readonly member: Member
  readonly page: PageKind
  /** Of the window, in CSS pixels. */
  readonly width: number | undefined
  readonly channel: ChannelGroup | undefined
  /** What a third of the catalogue costs at most; undefined without a catalogue. */
  readonly lowPrice: number | undefined
  product(id: string): Product | undefined
  /** Undefined without consent to measurement. */
  readonly visitor: string | undefined
  /** Of the config. */
  readonly segments: readonly Segment[] | undefined
}

/** True, false, or undefined: nobody knows. */
type Answer = boolean | undefined

/** A visit ends with such a pause. */
const PAUSE_MS = 30 * 6e4
const DAY_MS = 864e5
const HOUR_MS = 36e5
const DORMANT_DAYS = 60
/** Fewer products say nothing about what prices a visitor looks for. */
const LEAST_MET = 3

/** Whether the visitor is in the audience. What is not known makes no one a member, by `not` neither (Kleene's logic of three values). */
export const isInAudience = (audience: Audience, facts: AudienceFacts): boolean => answer(audience, facts) === true

function answer(audience: Audience, facts: AudienceFacts): Answer {
  if ('all' in audience) return every(audience.all.map((part) => answer(part, facts)))
  if ('any' in audience) return not(every(audience.any.map((part) => not(answer(part, facts)))))
  if ('not' in audience) return not(answer(audience.not, facts))
  return every(testsOf(audience, facts))
}

const not = (known: Answer): Answer => (known === undefined ? undefined : !known)
const every = (answers: readonly Answer[]): Answer =>
  answers.includes(false) ? false : answers.includes(undefined) ? undefined : true

/** By field, whether it holds. */
const HOLDS: { readonly [Field in keyof AudienceTest]-?: (test: AudienceTest, facts: AudienceFacts) => Answer } = {
  visitor: (test, { profile, now }) => profile && isKind(test, visitsOf(profile, now)),
  dormantDays: (test, { profile, now }) => profile && isKind({ visitor: 'dormant', ...test }, visitsOf(profile, now)),
  spent: ({ spent }, { profile }) => profile && isWithin(sum(profile.orders.map(({ value }) => value)), spent),
  orders: ({ orders }, { profile }) => profile && isWithin(profile.orders.length, orders),
  orderedDays: ({ orderedDays }, { profile, now }) =>
    profile && profile.orders[0] !== undefined
      ? isWithin(Math.max(0, Math.floor((now - profile.orders[0].ts) / DAY_MS)), orderedDays)
      : profile && false,
  priceSensitive: (test, facts) => facts.profile && same(isPriceSensitive(facts.profile, facts), test.priceSensitive),
  cartValue: (test, facts) => facts.profile && isWithin(cartValue(facts.profile, facts), test.cartValue),
  cartAbandonedHours: (test, { profile, now }) => profile && isAbandoned(profile, now, test.cartAbandonedHours),
  tiers: ({ tiers }, { member: { tier } }) => (tier === undefined ? undefined : tiers?.includes(tier)),
  signedIn: (test, { member }) => same(member.signedIn, test.signedIn),
  width: (test, { width }) => (width === undefined ? undefined : isWithin(width, test.width)),
  pages: ({ pages }, { page }) => pages?.includes(page),
  channels: ({ channels }, { channel }) => channel && channels?.includes(channel),
  segments: ({ segments = [] }, facts) => not(every(segments.map((id) => not(isInSegment(id, facts))))),
}

/** A list has those in it of whom an analysis knew; who is not on it may still be meant by the rule. */
function isInSegment(id: string, facts: AudienceFacts): Answer {
  const segment = facts.segments?.find((each) => each.id === id)
  if (!segment) return false
  if (!facts.profile) return undefined
  const { visitor } = facts
  if (segment.visitors && visitor !== undefined && segment.visitors.includes(segmentHash(id, visitor))) return true
  return segment.audience ? answer(segment.audience, facts) : visitor === undefined ? undefined : false
}

/** An answer for each field that is given. A field that this build does not know is not known to hold. */
const testsOf = (test: AudienceTest, facts: AudienceFacts): Answer[] =>
  Object.keys(test).map((field) => HOLDS[field as keyof AudienceTest]?.(test, facts))

const same = (known: Answer, wanted: Answer): Answer => (known === undefined ? undefined : known === wanted)
const isWithin = (value: number, { min = -Infinity, max = Infinity }: Bounds = {}): boolean =>
  value >= min && value <= max
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** When this visit began, and when the one before it ended; undefined where there is none. */
interface Visits {
  readonly startTs: number
  readonly beforeTs: number | undefined
}

/** From the moments that the profile remembers, back from now. One that the clock says is still to come is now. */
function visitsOf({ recent, orders, shown = {} }: Profile, now: number): Visits {
  const moments = [...recent, ...orders, ...Object.values(shown)].map(({ ts }) => Math.min(ts, now))
  let startTs = now
  for (const ts of moments.sort((a, b) => b - a)) {
    if (startTs - ts > PAUSE_MS) return { startTs, beforeTs: ts }
    startTs = ts
  }
  return { startTs, beforeTs: undefined }
}

function isKind({ visitor, dormantDays = DORMANT_DAYS }: AudienceTest, { startTs, beforeTs }: Visits): Answer {
  if (visitor === 'new') return beforeTs === undefined
  if (beforeTs === undefined) return false
  return visitor === 'returning' || (visitor === 'dormant' ? startTs - beforeTs >= dormantDays * DAY_MS : undefined)
}

function isPriceSensitive({ recent }: Profile, { product, lowPrice }: AudienceFacts): Answer {
  const met = recent.flatMap(({ id }) => product(id) ?? [])
  if (met.length < LEAST_MET) return undefined
  const isHalf = (test: (of: Product) => boolean) => met.filter(test).length * 2 >= met.length
  return (
    isHalf((of) => currentPrice(of) < of.price) ||
    (lowPrice !== undefined && isHalf((of) => currentPrice(of) <= lowPrice))
  )
}

const cartValue = ({ cart }: Profile, { product }: AudienceFacts): number =>
  sum(
    cart.map(({ id, quantity }) => {
      const line = product(id)
      return line ? currentPrice(line) * quantity : 0
    }),
  )

function isAbandoned(profile: Profile, now: number, hours = 0): boolean {
  const { startTs, beforeTs } = visitsOf(profile, now)
  if (beforeTs === undefined || startTs - beforeTs < hours * HOUR_MS) return false
  // What the profile has forgotten, was met long ago.
  const metAt = new Map(profile.recent.map(({ id, ts }) => [id, ts]))
  return profile.cart.some(({ id }) => (metAt.get(id) ?? 0) <= beforeTs)
}

/** What a third of the products costs at most. Undefined without products. */
export function lowPriceOf(products: readonly Product[]): number | undefined {
  const prices = products.map(currentPrice).sort((a, b) => a - b)
  return prices[Math.ceil(prices.length / 3) - 1]
}
