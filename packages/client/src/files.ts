import { type Config, EMPTY_CONFIG } from '@endcap/core'
import type { LoadedCatalogue } from './catalogue.js'
import type { ClientEnv } from './env.js'
import type { Fail } from './fail.js'
import type { PageModel } from './model.js'
import type { ResolvedClientOptions, Source } from './options.js'
import { type Report, readConfig } from './read.js'

/** Asks for a file by a credential-free GET. Rejects with the status of an answer that is none. */
export type Get = <T>(
  source: Source<T>,
  kind?: 'json' | 'arrayBuffer',
  cache?: 'no-cache' | 'force-cache',
) => Promise<T>

/** Rejects with `late` when the work takes longer than `timeoutMs`. */
export type InTime = <T>(work: Promise<T>) => Promise<T>

/** The static files of a page, and the part of the ranker that comes with them. What failed to load is reported and done without. */
export interface Files {
  config: Config
  catalogue: LoadedCatalogue
  model?: PageModel | undefined
  /** `weights.json` as it came. */
  weights?: object
  refine?: typeof import('./refine.js')
}

/** What a page without static files works with. */
export const NO_FILES: Files = { config: EMPTY_CONFIG, catalogue: { v: 1, products: [] } }

/** Files that stand for others in time: they are asked for each time, whatever the server lets be cached. */
const MOVING = /\.json|manifest/

/**
 * Loads config, catalogue, model and weights side by side, by credential-free GETs, and the scripts that decode and rank.
 * Never rejects: what fails, is late or holds bad entries goes to `fail`, and the page goes on without it.
 */
export async function loadFiles(
  settings: ResolvedClientOptions,
  { clock, fetch }: Pick<ClientEnv, 'clock' | 'fetch'>,
  fail: Fail,
): Promise<Files> {
  const { config, catalogue, model, weights } = settings
  const files = { ...NO_FILES }

  const get: Get = async (source, kind = 'json', cache) => {
    if (typeof source !== 'string') return source
    const response = await fetch(source, { credentials: 'omit', cache })
    if (!response.ok) throw response.status
    return response[kind]() as Promise<never>
  }

  const inTime: InTime = (work) =>
    Promise.race([work, new Promise<never>((_, reject) => clock.after(settings.timeoutMs, () => reject('late')))])

  async function load<Name extends keyof Files>(
    name: Name,
    read: (report: Report) => Promise<Files[Name]>,
  ): Promise<void> {
    try {
      files[name] = await inTime(read((code, path) => fail(code, name + path)))
    } catch (cause) {
      fail('network-failed', `${name}: ${cause}`, cause)
    }
  }

  // Without products there is nothing to rank, and they are read by what comes with the ranker; without a config there is nothing to say.
  const ranking = (catalogue ?? config) && load('refine', () => import('./refine.js'))
  await Promise.all([
    ranking,
    config && load('config', async (report) => readConfig(await get(config), report)),
    catalogue &&
      load('catalogue', async (report) => {
        const [value] = await Promise.all([get(catalogue), ranking])
        return (
          (await files.refine?.openCatalogue(value, report, catalogue, get, inTime, clock, fail)) ?? files.catalogue
        )
      }),
    weights && load('weights', () => get(weights)),
    model &&
      load('model', async () => {
        const [{ readModel }, bytes] = await Promise.all([
          import('./model.js'),
          get(model, 'arrayBuffer', MOVING.test(model as string) ? 'no-cache' : undefined),
        ])
        return readModel(bytes, settings, get, inTime, fail)
      }),
  ])
  return files
}
