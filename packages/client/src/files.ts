import { type Catalogue, type Config, EMPTY_CONFIG, type Model } from '@endcap/core'
import type { ClientEnv } from './env.js'
import type { Fail } from './fail.js'
import type { ResolvedClientOptions, Source } from './options.js'
import { type Report, readCatalogue, readConfig } from './read.js'

/** The static files of a page, and the part of the ranker that comes with them. What failed to load is reported and done without. */
export interface Files {
  config: Config
  catalogue: Catalogue
  model?: Model
  /** `weights.json` as it came. */
  weights?: object
  refine?: typeof import('./refine.js')
}

/** What a page without static files works with. */
export const NO_FILES: Files = { config: EMPTY_CONFIG, catalogue: { v: 1, products: [] } }

/**
 * Loads config, catalogue, model and weights side by side, by credential-free GETs, and the scripts that decode and rank.
 * Never rejects: what fails, is late or holds bad entries goes to `fail`, and the page goes on without it.
 */
export async function loadFiles(
  { config, catalogue, model, weights, timeoutMs }: ResolvedClientOptions,
  { clock, fetch }: Pick<ClientEnv, 'clock' | 'fetch'>,
  fail: Fail,
): Promise<Files> {
  const files = { ...NO_FILES }

  async function get<T>(source: Source<T>, kind: 'json' | 'arrayBuffer' = 'json'): Promise<T> {
    if (typeof source !== 'string') return source
    const response = await fetch(source, { credentials: 'omit' })
    if (!response.ok) throw response.status
    return response[kind]() as Promise<T>
  }

  async function load<Name extends keyof Files>(
    name: Name,
    read: (report: Report) => Promise<Files[Name]>,
  ): Promise<void> {
    try {
      files[name] = await Promise.race([
        read((code, path) => fail(code, name + path)),
        new Promise<never>((_, reject) => clock.after(timeoutMs, () => reject('late'))),
      ])
    } catch (cause) {
      fail('network-failed', `${name}: ${cause}`, cause)
    }
  }

  await Promise.all([
    config && load('config', async (report) => readConfig(await get(config), report)),
    catalogue && load('catalogue', async (report) => readCatalogue(await get(catalogue), report)),
    // Without products there is nothing to rank.
    catalogue && load('refine', () => import('./refine.js')),
    weights && load('weights', () => get(weights)),
    model &&
      load('model', async () => {
        const [{ readModel }, bytes] = await Promise.all([import('./model.js'), get(model, 'arrayBuffer')])
        return readModel(bytes)
      }),
  ])
  return files
}
