import { readTags } from './campaign.js'
import type { ChannelContext, ChannelGroup } from './event.js'
import { scrubText } from './scrub.js'

type Table<Key extends string = ChannelGroup> = Partial<Record<Key, RegExp>>

/** What a click with the id is where no medium is tagged. Facebook and Pinterest mark unpaid clicks too. */
const CLICKS: Table = {
  paid_search: /\b([gy]clid|msclkid)|braid/,
  paid_social: /t[tw]clid|li_fat_id|sccid|rdt_cid/,
  display: /dclid/,
  affiliates: /irclickid|awc/,
  email: /_kx|mc_eid/,
  organic_social: /fbclid|epik/,
}

/** Sources by the parts of their name: of a host, an Android app, or as shops write them. A mailbox of Google is no search. */
const OTHERS: Table = {
  ai_assistant: /(^|\.)(chatgpt|openai|perplexity|claude|gemini|copilot|deepseek|grok|mistral|you\.com)(\.|$)/,
  email: /(^|\.)(\w*mail|e[- ]mail|outlook|android\.gm|gmx|deref-.*)(\.|$)/,
  referral: /^(docs|drive|sites|classroom)\./,
}
const NETWORKS: Table<'shopping' | 'social' | 'video' | 'search'> = {
  shopping: /(^|\.)(\w*shopping|amazon|ebay|etsy|walmart|idealo|aliexpress|zalando|shop\.app)(\.|$)/,
  social:
    /(^|\.)(facebook|fb|instagram|ig|threads|whatsapp|twitter|x|t\.co|linkedin|lnkd|pinterest|pin|reddit|tiktok|musically|snapchat|tumblr|telegram|t\.me|vk|bsky|xing|quora|discord)(\.|$)/,
  video: /(^|\.)(youtube|youtu|vimeo|twitch|dailymotion)(\.|$)/,
  search:
    /(^|\.)(google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|ya|startpage|qwant|brave|naver|seznam|kagi|aol|msn)(\.|$)/,
}

/** Where visitors pay and log in: who comes back from there never left. */
const RETURNS =
  /^(accounts?|login|auth|appleid|checkout|pay|payments?|3ds|acs)\.|(^|\.)(paypal|klarna|stripe|adyen|mollie|sofort|afterpay|clearpay|affirm)(\.|$)/

const MEDIUMS: Table = {
  display: /^(display|banner|expandable|interstitial)$/,
  paid_other: /cp|^(ppc|retargeting|paid.*)$/,
  organic_social: /^(social([- ](network|media))?|sm)$/,
  organic_video: /video/,
  organic_search: /^organic$/,
  referral: /^(referral|app|link)$/,
  email: /^e[-_ ]?mail$/,
  affiliates: /^affiliates?$/,
  audio: /^audio$/,
  sms: /^sms$/,
  push: /push$|mobile|notification/,
}

/**
 * How the visitor came to the page at `url`. Undefined when they were in the shop already: the referrer is of its domain, or
 * a provider of payment or login, and the address is not tagged. A tagged medium decides over a click id, and both over the
 * referrer. Values are scrubbed and cut to 256 characters. The source is the tagged one, else the referring host without
 * `www.`. Groups by the rules of GA4, in their order (support.google.com/analytics/answer/9756891); referring AI assistants and
 * mailboxes apart. For loaded pages: within a document the referrer says nothing new.
 */
export function readChannel(url: string, referrer: string | undefined): ChannelContext | undefined {
  const tags = new Map(readTags(url))
  const from = hostOf(referrer)
  const isInside = from && (RETURNS.test(from) || domainOf(from) === domainOf(hostOf(url)))
  if (!tags.size && (isInside || !from)) return isInside ? undefined : { group: 'direct' }

  const tag = (name: string) => scrubText(tags.get(`utm_${name}`) ?? '', 256) || undefined
  const medium = tag('medium')
  const source = tag('source') ?? (isInside ? undefined : from || undefined)
  const campaign = tag('campaign') ?? tag('id')
  const clicks = [...tags.keys()].filter((name) => !name.startsWith('utm_'))
  const clicked = first(CLICKS, clicks.join(' '))
  const group = (medium ? undefined : clicked) ?? groupOf(source, medium ?? (tags.size ? '' : 'referral'), campaign)
  const click = clicked && clicks.find((name) => first(CLICKS, name) === clicked)
  return { group, source, medium, campaign, term: tag('term'), content: tag('content'), click }
}

function groupOf(source: string | undefined, medium: string, campaign = ''): ChannelGroup {
  if (/cross-network/i.test(campaign)) return 'cross_network'
  const other = first(OTHERS, source)
  const network = /([^a-df-z]|^)shop|shopping/i.test(campaign)
    ? 'shopping'
    : other
      ? undefined
      : first(NETWORKS, source)
  const way = first(MEDIUMS, medium)
  if (way === 'paid_other') return network ? `paid_${network}` : /^cpm$/i.test(medium) ? 'display' : way
  return way === 'display' ? way : network ? `organic_${network}` : (other ?? way ?? 'other')
}

const first = <Key extends string>(table: Table<Key>, text = '') =>
  (Object.keys(table) as Key[]).find((key) => table[key]?.test(text.toLowerCase()))

/** Of an address, without `www.`; of an Android app, its package. Empty for what is neither. */
const hostOf = (url = '') => /^[\w-]+:\/\/(?:www\.)?([^/?#:@]{1,256})/.exec(url)?.[1]?.toLowerCase() ?? ''

/** The registrable part of a host, without a list of all endings: `shop.co.uk` and `shop.de`. */
const domainOf = (host: string) => /[^.]+\.((com?|net|org|gov|edu|ac|or|ne)\.\w\w|[^.]+)$/.exec(host)?.[0] ?? host
