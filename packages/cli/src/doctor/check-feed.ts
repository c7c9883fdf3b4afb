import type { FeedStatus } from '../feed/feed.js'
import { type Check, fail, ok, warn } from './check.js'

const FIX = 'mend the feed or its address; try it by `endcap catalog --in ADDRESS --out some-folder`'

/**
 * Checks the product feed of a running collector by what `/admin/status` says. Gives nothing where the catalogue comes from no feed, or where
 * the status may not be asked for.
 */
export async function checkFeed(base: string, token: string, timeoutMs = 5000): Promise<Check[]> {
  const answer = await fetch(`${base.replace(/\/$/, '')}/admin/status`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined)
  if (!answer?.ok) {
    const why = answer ? `answered ${answer.status}` : 'did not answer'
    return [warn('feed', `${base}/admin/status ${why}`, 'give a token that the collector knows by ENDCAP_READ_TOKEN')]
  }
  const { feed } = (await answer.json()) as { feed?: FeedStatus }
  return feed ? [judge(feed)] : []
}

function judge({ isOk, readAt, products = 0, error }: FeedStatus): Check {
  const last = readAt === undefined ? 'never read' : `last good at ${new Date(readAt).toISOString()}`
  if (!isOk && readAt === undefined)
    return fail('feed', `the product feed fails, and there is no catalogue: ${error}`, FIX)
  if (!isOk) return fail('feed', `the product feed fails, pages get the catalogue before (${last}): ${error}`, FIX)
  if (readAt === undefined)
    return warn('feed', 'the product feed is being read for the first time', 'ask again in a minute')
  return ok('feed', `${products} products, ${last}`)
}
