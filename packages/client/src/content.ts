/** Which content a visitor is shown. An entry of its own: only pages with content load it. */
import { CONTENT_KINDS, type ContentEntry, type Product, type Profile } from '@endcap/core'
import { affinityAt, decay, type RankContext } from '@endcap/ranker'

/** Whom content is for, and where. */
export interface ContentQuestion {
  /** Empty without consent: the order is then the same for everybody. */
  readonly profile: Profile
  /** Product and category of the page. */
  readonly context: RankContext
  /** Milliseconds since 1970. */
  readonly now: number
  /** At most so many. */
  readonly count: number
  product(id: string): Product | undefined
}

// What each says beside the others; ours, not measured.
const SPEAKS_OF_IT = 3
const TASTE = 2
const CATEGORY = 1
const BRAND = 0.5
const NEW = 0.5
/** Of what nothing speaks for: kinds take turns among these too. */
const BASE = 0.1
/** Each of a kind already chosen takes so much of the others' weight: the second has two thirds, the third a half. */
const SAME_KIND = 0.5
/** New content is half as new after so long. */
const NEW_HALF_LIFE_MS = 60 * 864e5
/** So much of the content is looked at. */
const MOST = 2000

/**
 * The entries that fit best, without what the visitor opened: those that speak of the page's product, then taste (categories and brands,
 * decayed), category and brand of the page, and what is new; kinds take turns. The same question gives the same answer; of equals the
 * first of the catalogue comes first. What is no entry is passed over.
 */
export function rankContent(entries: unknown, question: ContentQuestion): readonly ContentEntry[] {
  const { profile, context, now, count, product } = question
  const known = new Set<unknown>(profile.opened)
  const left: { readonly entry: ContentEntry; readonly score: number }[] = []
  const page = context.productId === undefined ? undefined : product(context.productId)
  const about = new Set([...(page?.categories ?? []), ...(context.category ? [context.category] : [])])
  const tastes = new Map<string, number>()
  let sum = 0
  for (const taste of profile.affinities) {
    if (taste.key.startsWith('price:')) continue
    const amount = affinityAt(taste, now)
    tastes.set(taste.key, amount)
    sum += amount
  }
  for (const entry of Array.isArray(entries) ? entries.slice(0, MOST) : []) {
    if (!isEntry(entry) || known.has(entry.id)) continue
    known.add(entry.id)
    const categories = listOf(entry.categories)
    const keys = [...categories.map((name) => `category:${name}`), `brand:${entry.brand}`]
    const liking = keys.reduce((all, key) => all + (tastes.get(key) ?? 0), 0)
    const published = Date.parse(entry.publishedAt ?? '')
    left.push({
      entry,
      score:
        BASE +
        (page && listOf(entry.products).includes(page.id) ? SPEAKS_OF_IT : 0) +
        (sum > 0 ? (TASTE * liking) / sum : 0) +
        (categories.some((name) => about.has(name)) ? CATEGORY : 0) +
        (entry.brand && entry.brand === page?.brand ? BRAND : 0) +
        (published <= now ? NEW * decay(now - published, NEW_HALF_LIFE_MS) : 0),
    })
  }
  const chosen: ContentEntry[] = []
  const kinds = new Map<string, number>()
  const worth = ({ entry, score }: (typeof left)[number]) => score / (1 + SAME_KIND * (kinds.get(entry.kind) ?? 0))
  while (chosen.length < count && left[0]) {
    let best = 0
    for (let i = 1; i < left.length; i++) if (worth(left[i]!) > worth(left[best]!)) best = i
    const [{ entry }] = left.splice(best, 1) as [(typeof left)[number]]
    kinds.set(entry.kind, (kinds.get(entry.kind) ?? 0) + 1)
    chosen.push(entry)
  }
  return chosen
}

// The page reads the catalogue loosely.
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const listOf = (value: readonly string[] | undefined): readonly string[] => (Array.isArray(value) ? value : [])
const isEntry = (value: Partial<ContentEntry> | null): value is ContentEntry =>
  isText(value?.id) && isText(value.title) && isText(value.url) && CONTENT_KINDS.includes(value.kind as 'guide')
