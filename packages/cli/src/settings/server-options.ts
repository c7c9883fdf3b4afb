import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerOptions } from '../server/start-server.js'
import { staticFiles } from '../server/static-files.js'
import type { FeedSettings } from './collector-file.js'
import type { CollectSettings } from './read-settings.js'

/** The sound settings of `collect` as the server takes them. */
export function serverOptions({ file, secret, sinks, feedHeaders, keysFile }: CollectSettings): ServerOptions {
  const { dataDir, host, port, keys, origins, logger, limits, trustProxy, config, site, retention, zone, feed } = file
  const { visitorCookie } = file
  const folder = join(dataDir, 'catalog')
  // It is told to be a folder before the first feed has filled it.
  if (feed) mkdirSync(folder, { recursive: true })
  const catalog = feed ? folder : file.catalog
  const served = staticFiles({ dataDir, configFile: config, catalog, siteDir: site })
  return {
    dataDir,
    host,
    port,
    keys,
    origins,
    logger,
    configFile: config,
    sinks,
    zone,
    staticFiles: { ...served, ...file.staticFiles },
    ...secret,
    ...(keysFile !== undefined && { keysFile }),
    ...(trustProxy && { trustProxy }),
    ...(limits && { limits }),
    ...(visitorCookie && { visitorCookie }),
    ...(retention && { retention }),
    ...(feed && { feed: readFeed(feed, folder, feedHeaders) }),
  }
}

function readFeed(feed: FeedSettings, out: string, headers: Readonly<Record<string, string>>): ServerOptions['feed'] {
  const { every, at, headers: _, ...options } = feed
  return {
    options: { ...options, headers, out, keepMs: KEEP_MS },
    timing: { ...(every && { every }), ...(at && { at }) },
  }
}

/** Pages that were loaded before may ask for their cards for a day. */
const KEEP_MS = 86_400_000
