import {
  type Catalogue,
  type Clock,
  type Config,
  EMPTY_CONFIG,
  EndcapError,
  type Fetch,
  type Model,
} from '@endcap/core'
import { decodeModel } from '@endcap/ranker'
import { loadBytes, loadJson } from './load.js'
import type { ResolvedClientOptions } from './options.js'
import { type Report, readCatalogue, readConfig } from './read.js'

const NO_PRODUCTS: Catalogue = { v: 1, products: [] }

/** The static files of a page. What failed to load is reported and done without. */
export interface Files {
  readonly config: Config
  readonly catalogue: Catalogue
  readonly model: Model | undefined
}

/** Loads config, catalogue and model side by side. Never rejects: each failure and each bad entry goes to `onError`. */
export async function loadFiles(
  options: ResolvedClientOptions,
  { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock },
  onError: (error: EndcapError) => void,
): Promise<Files> {
  const settle = async <T>(name: string, fallback: T, load: () => Promise<T> | T): Promise<T> => {
    let cancel = () => {}
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(options.timeoutMs, () => {
        reject(new EndcapError('network-failed', `${name}: no answer after ${options.timeoutMs} ms`))
      })
    })
    try {
      return await Promise.race([load(), late])
    } catch (error) {
      onError(error instanceof EndcapError ? error : new EndcapError('network-failed', name, error))
      return fallback
    } finally {
      cancel()
    }
  }
  const report =
    (file: string): Report =>
    (code, path) =>
      onError(new EndcapError(code, file + path))
  const json = (source: unknown) => (typeof source === 'string' ? loadJson(fetch, source) : source)
  const [config, catalogue, model] = await Promise.all([
    settle('config', EMPTY_CONFIG, async () =>
      options.config === undefined ? EMPTY_CONFIG : readConfig(await json(options.config), report('config')),
    ),
    settle('catalogue', NO_PRODUCTS, async () =>
      options.catalogue === undefined ? NO_PRODUCTS : readCatalogue(await json(options.catalogue), report('catalogue')),
    ),
    settle<Model | undefined>('model', undefined, async () => {
      const { model: source } = options
      if (!source) return undefined
      return decodeModel(typeof source === 'string' ? await loadBytes(fetch, source) : source)
    }),
  ])
  return { config, catalogue, model }
}
