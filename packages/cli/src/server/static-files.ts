import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findBundle } from './find-parts.js'

/** What a shop's pages read, besides the shop itself. Absent ones are not served. */
export interface StaticSources {
  /** Its `model` folder is served, so that a model that is trained while the server runs appears at once. */
  readonly dataDir: string
  readonly configFile: string | undefined
  /** `catalog.json`, or the folder of a catalogue in shards. */
  readonly catalog: string | undefined
  readonly siteDir: string | undefined
}

/** Folders and files by URL prefix: `/model`, `/config.json`, `/catalog.json` or `/catalog/`, the script-tag bundle, and the site. */
export function staticFiles({ dataDir, configFile, catalog, siteDir }: StaticSources): Record<string, string> {
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
    ...(catalog !== undefined && { [isFolder(catalog) ? '/catalog' : '/catalog.json']: catalog }),
    ...Object.fromEntries(bundled.map((name) => [`/${name}`, join(bundle as string, name)])),
  }
}

/** What is not there is no folder; the server says so by the file's name. */
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
