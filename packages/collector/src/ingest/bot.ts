import { type BotSign, PROGRAM_NAMES } from '@endcap/core'

const KNOWN_COUNT = 1000

/** Labels requests by their user agent. What browsers send is alike, so answers are remembered, a thousand at a time. */
export function createBotLabel(): (userAgent: string | undefined) => BotSign | undefined {
  const known = new Map<string, BotSign | undefined>()
  return (userAgent) => {
    if (userAgent === undefined) return undefined
    if (known.has(userAgent)) return known.get(userAgent)
    const sign = PROGRAM_NAMES.test(userAgent) ? 'user-agent' : undefined
    if (known.size >= KNOWN_COUNT) known.clear()
    known.set(userAgent, sign)
    return sign
  }
}
