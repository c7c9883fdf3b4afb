import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { findBundle } from './find-parts.js'

/** What a shop's pages read, besides the shop itself. Absent ones are not served. */
export interface StaticSources {
  /** Its `model` folder is served, so that a model that is trained while the server runs appears at once. */
  readonly dataDir: string
  readonly configFile: string | undefined
  readonly catalogFile: string | undefined
  readonly siteDir: string | undefined
}

/** Folders and files by URL prefix: `/model`, `/config.json`, `/catalog.json`, the script-tag bundle, and the site. */
export function staticFiles({ dataDir, configFile, catalogFile, siteDir }: StaticSources): Record<string, string> {
  const model = join(dataDir, 'model')
  mkdirSync(model, { recursive: true })
  const bundle = findBundle()
  const bundled = bundle
    ? ['endcap.js', 'loader.js', 'endcap.css', 'chunks'].filter((name) => existsSync(join(bundle, name)))
    : []
  return {
    ...(siteDir !== undefined && { '/': siteDir }),
    '/model': model,
    ...(configFile !== undefined && { '/config.json': configFile }),
    ...(catalogFile !== undefined && { '/catalog.json': catalogFile }),
    ...Object.fromEntries(bundled.map((name) => [`/${name}`, join(bundle as string, name)])),
  }
}
