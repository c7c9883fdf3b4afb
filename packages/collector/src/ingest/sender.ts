import type { IncomingHttpHeaders } from 'node:http'
import { type BotSign, type DeviceClass, PROGRAM_NAMES } from '@endcap/core'

/** What a request tells of who sends it. Nothing else of its user agent is kept. */
export interface Sender {
  /** It names itself a program. */
  readonly sign: BotSign | undefined
  /** Undefined for what is no browser. */
  readonly device: DeviceClass | undefined
}

const KNOWN_COUNT = 1000
const NOBODY: Sender = { sign: undefined, device: undefined }

/** Reads requests by their headers. What browsers send is alike, so answers are remembered, a thousand at a time. */
export function createSenderReader(): (headers: IncomingHttpHeaders) => Sender {
  const known = new Map<string, Sender>()
  return (headers) => {
    const userAgent = headers['user-agent']
    if (userAgent === undefined) return NOBODY
    let sender = known.get(userAgent)
    if (!sender) {
      sender = { sign: PROGRAM_NAMES.test(userAgent) ? 'user-agent' : undefined, device: deviceOf(userAgent) }
      if (known.size >= KNOWN_COUNT) known.clear()
      known.set(userAgent, sender)
    }
    // A phone that asks for pages of desktops still says so here (wicg.github.io/ua-client-hints).
    const isPhone = headers['sec-ch-ua-mobile'] === '?1' && sender.device === 'desktop'
    return isPhone ? { ...sender, device: 'mobile' } : sender
  }
}

/** All browsers begin so; programs that send events for a shop's server do not. */
const BROWSER = /^(Mozilla|Opera)\//
/** Screens that nobody holds in the hand. */
const LARGE = /\b(smart-?tv|android tv|googletv|hbbtv|appletv|bravia|aft[a-z]+|crkey|web0s|xbox|playstation)\b/i
/** Android names phones `Mobile`, and tablets not (developer.chrome.com, "User-Agent Strings"). */
const TABLET = /ipad|tablet|kindle|playbook|silk\/(?!.*mobile)|android(?!.*mobi)/i
const MOBILE = /mobi|iphone|ipod|opera mini|windows phone/i

/** The kind of device of a user agent; undefined for what is no browser. */
export function deviceOf(userAgent: string): DeviceClass | undefined {
  if (!BROWSER.test(userAgent)) return undefined
  if (LARGE.test(userAgent)) return 'desktop'
  if (TABLET.test(userAgent)) return 'tablet'
  return MOBILE.test(userAgent) ? 'mobile' : 'desktop'
}
