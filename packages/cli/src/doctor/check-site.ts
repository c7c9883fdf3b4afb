import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Catalogue, type Config, type Problem, parseCatalogue, parseConfig } from '@endcap/core'
import { type Check, fail, ok, warn } from './check.js'
import { checkModels } from './check-model.js'
import { checkRules } from './check-rules.js'

const TIMEOUT_MS = 10_000

/** Checks the static files that a shop's pages read: `config.json`, `catalog.json`, what rules name of it, and the models in `model/`. `site`: folder or URL. */
export async function checkSite(site: string, cwd: string): Promise<Check[]> {
  const read = (path: string) => readPart(site, path, cwd)
  let config: Config | undefined
  let catalogue: Catalogue | undefined
  const checks = [
    checkJson('config', 'config.json', await read('config.json'), (value) => {
      const parsed = parseConfig(value)
      config = parsed.config
      const experiments = config.experiments?.length ?? 0
      return { ...parsed, summary: `${config.placements.length} placements, ${experiments} experiments` }
    }),
    checkJson('catalogue', 'catalog.json', await read('catalog.json'), (value) => {
      const parsed = parseCatalogue(value)
      catalogue = parsed.catalogue
      return { ...parsed, summary: `${catalogue.products.length} products` }
    }),
  ]
  const rules = config && catalogue && checkRules(config, catalogue)
  return [...checks, ...(rules ? [rules] : []), ...(await checkModels(read))]
}

function checkJson(
  what: string,
  name: string,
  bytes: Uint8Array | undefined,
  parse: (value: unknown) => { problems: readonly Problem[]; summary: string },
): Check {
  if (!bytes)
    return fail(what, `${name} is not there`, `put ${name} beside the shop's pages, or correct the tag's address of it`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    return fail(what, `${name} is not JSON: ${(error as Error).message}`, 'mend it at the place that the message names')
  }
  const { problems, summary } = parse(value)
  const [first] = problems
  if (!first) return ok(what, `${name}: ${summary}`)
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const where = `${first.path || 'the whole'}: ${first.code} ${first.detail ?? ''}`.trim()
  return warn(what, `${name}: ${summary}, ${count}`, `mend ${where}`)
}

async function readPart(site: string, path: string, cwd: string): Promise<Uint8Array | undefined> {
  if (!/^https?:\/\//.test(site)) return readFile(join(resolve(cwd, site), path)).catch(() => undefined)
  const url = new URL(path, site.endsWith('/') ? site : `${site}/`)
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined)
  return response?.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
}
