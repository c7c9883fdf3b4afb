import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Config, parseConfig } from '@endcap/core'
import type { Check } from './check.js'
import { checkCatalogue } from './check-catalogue.js'
import { checkJson } from './check-json.js'
import { checkModels } from './check-model.js'
import { checkRules } from './check-rules.js'

const TIMEOUT_MS = 10_000

/** Checks the static files that a shop's pages read: `config.json`, the catalogue, what rules name of it, and the models in `model/`. `site`: folder or URL. */
export async function checkSite(site: string, cwd: string, now: number): Promise<Check[]> {
  const read = (path: string) => readPart(site, path, cwd)
  let config: Config | undefined
  const checked = checkJson('config', 'config.json', await read('config.json'), (value) => {
    const parsed = parseConfig(value)
    config = parsed.config
    const experiments = config.experiments?.length ?? 0
    return { ...parsed, summary: `${config.placements.length} placements, ${experiments} experiments` }
  })
  const { check, catalogue } = await checkCatalogue(read, now)
  const rules = config && catalogue && checkRules(config, catalogue)
  return [checked, check, ...(rules ? [rules] : []), ...(await checkModels(read))]
}

async function readPart(site: string, path: string, cwd: string): Promise<Uint8Array | undefined> {
  if (!/^https?:\/\//.test(site)) return readFile(join(resolve(cwd, site), path)).catch(() => undefined)
  const url = new URL(path, site.endsWith('/') ? site : `${site}/`)
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined)
  return response?.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
}
