import type { ServerOptions } from '../server/start-server.js'
import { staticFiles } from '../server/static-files.js'
import type { CollectSettings } from './read-settings.js'

/** The sound settings of `collect` as the server takes them. */
export function serverOptions({ file, adminToken, sinks }: CollectSettings): ServerOptions {
  const { dataDir, host, port, keys, origins, logger, limits, config, catalog, site, retention, zone } = file
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
    ...(adminToken !== undefined && { adminToken }),
    ...(limits && { limits }),
    ...(retention && { retention }),
  }
}
