import type { RowOptions } from '../elements/widget.js'
import { parseLabels } from '../labels.js'

/** The words of offers and popups. */
export interface OfferLabels {
  readonly close: string
  /** Stands before the code of a coupon. */
  readonly code: string
  /** The button that copies the code, what is spoken then, and when it can only be selected. */
  readonly copy: string
  readonly copied: string
  readonly selected: string
  /** How long an offer still runs; `{}` is the time. */
  readonly ends: string
  /** How far the cart is from an offer; `{}` is the amount that is missing. */
  readonly spend: string
  /** The cart has reached it. */
  readonly spent: string
}

/** The words of surveys. */
export interface SurveyLabels {
  readonly back: string
  readonly next: string
  /** The button of the last question. */
  readonly send: string
  /** Which question of how many. */
  readonly step: string
  /** Said where an answer is needed and missing. */
  readonly needed: string
  /** The ends of the scale of 0 to 10, and of that of 1 to 5. */
  readonly unlikely: string
  readonly likely: string
  readonly bad: string
  readonly good: string
  readonly thanks: string
  /** Heading of the products that fit the answers. */
  readonly picks: string
}

/** The words of content: its heading, and its kinds. */
export interface ContentLabels {
  readonly content: string
  readonly article: string
  readonly guide: string
  readonly video: string
}

/** The words for members. */
export interface MemberLabels {
  /** `{}` is the name. */
  readonly hello: string
  /** Greets who has told no name. */
  readonly welcome: string
  readonly points: string
  /** How many points are missing, and for what. */
  readonly toGo: string
  readonly benefits: string
  readonly signIn: string
}

/** The words of recent searches. */
export interface SearchLabels {
  readonly searches: string
  readonly clearAll: string
  /** Said then. */
  readonly forgotten: string
  /** The button that takes out the words `{}`, and what is spoken then. */
  readonly remove: string
  readonly removed: string
}

/** The words of everything that draws a message in place of products, beside what the shop says in its config. */
export interface MessageLabels extends OfferLabels, SurveyLabels, ContentLabels, MemberLabels, SearchLabels {}

/** A file each. */
const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly default: MessageLabels }>>> = {
  en: () => import('./labels/say-en.js'),
  de: () => import('./labels/say-de.js'),
  fr: () => import('./labels/say-fr.js'),
  es: () => import('./labels/say-es.js'),
  it: () => import('./labels/say-it.js'),
  pt: () => import('./labels/say-pt.js'),
  zh: () => import('./labels/say-zh.js'),
  ja: () => import('./labels/say-ja.js'),
  ar: () => import('./labels/say-ar.js'),
}

/** The words of a language (BCP 47), English where there are none; with those of the page, and of the element's JSON in `labels`. */
export async function loadMessageLabels(
  host: HTMLElement,
  locale = '',
  { labels }: RowOptions = {},
): Promise<MessageLabels> {
  const load = LANGUAGES[locale.toLowerCase().split('-')[0] as string] ?? LANGUAGES['en']
  const own = parseLabels(host.getAttribute('labels'), `<${host.localName} labels>`)
  return { ...(await load!()).default, ...labels, ...own }
}
