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
import { gunzip } from './gunzip.js'
import type { ResolvedClientOptions } from './options.js'
import { type Report, readCatalogue, readConfig } from './read.js'

/** The static files of a page. What failed to load is reported and done without. */
export interface Files {
  config: Config
  catalogue: Catalogue
  model: Model | undefined
}

/** What a page without static files works with. */
export const NO_FILES: Files = { config: EMPTY_CONFIG, catalogue: { v: 1, products: [] }, model: undefined }

/**
 * Loads config, catalogue and model side by side, by credential-free GETs. Never rejects: what fails, is late or holds bad
 * entries goes to `onError`, and the page goes on without it.
 */
export async function loadFiles(
  options: ResolvedClientOptions,
  { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock },
  onError: (error: EndcapError) => void,
): Promise<Files> {
  const files = { ...NO_FILES }
  const waiting = new Set<string>()

  async function load<Name extends keyof Files>(
    name: Name,
    read: (bytes: ArrayBuffer | object, report: Report) => Files[Name],
  ): Promise<void> {
    const source = options[name]
    if (!source) return
    waiting.add(name)
    try {
      let content: object = source as object
      if (typeof source === 'string') {
        const response = await fetch(source, { credentials: 'omit' })
        if (!response.ok) throw response.status
        content = await (name === 'model' ? response.arrayBuffer().then(gunzip) : (response.json() as Promise<object>))
      }
      // What comes too late is not used: the page would change under the shopper's eyes.
      if (waiting.delete(name)) files[name] = read(content, (code, path) => onError(new EndcapError(code, name + path)))
    } catch (cause) {
      waiting.delete(name)
      onError(cause instanceof EndcapError ? cause : new EndcapError('network-failed', `${name}: ${cause}`, cause))
    }
  }

  await new Promise<void>((resolve) => {
    const cancel = clock.after(options.timeoutMs, () => {
      for (const name of waiting) onError(new EndcapError('network-failed', `${name}: late`))
      waiting.clear()
      resolve()
    })
    Promise.all([
      load('config', readConfig),
      load('catalogue', readCatalogue),
      load('model', (bytes) => decodeModel(bytes as ArrayBuffer)),
    ]).then(() => {
      cancel()
      resolve()
    })
  })
  return files
}
