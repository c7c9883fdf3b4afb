import { type Catalogue, type Config, EMPTY_CONFIG, type Fetch, type Model } from '@endcap/core'
import { decodeModel } from '@endcap/ranker'
import type { Fail } from './fail.js'
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
 * entries goes to `fail`, and the page goes on without it.
 */
export async function loadFiles(options: ResolvedClientOptions, fetch: Fetch, fail: Fail): Promise<Files> {
  const files = { ...NO_FILES }

  async function load<Name extends keyof Files>(
    name: Name,
    read: (content: ArrayBuffer, report: Report) => Files[Name],
  ): Promise<void> {
    const source = options[name]
    try {
      if (!source) return
      let content: unknown = source
      if (typeof source === 'string') {
        // A browser without `AbortSignal.timeout` (before 2022) waits as long as the network does.
        const signal = AbortSignal.timeout?.(options.timeoutMs)
        const response = await fetch(source, { credentials: 'omit', signal })
        if (!response.ok) throw response.status
        content = await (name === 'model' ? response.arrayBuffer().then(gunzip) : response.json())
      }
      files[name] = read(content as ArrayBuffer, (code, path) => fail(code, name + path))
    } catch (cause) {
      fail('network-failed', `${name}: ${cause}`, cause)
    }
  }

  await Promise.all([load('config', readConfig), load('catalogue', readCatalogue), load('model', decodeModel)])
  return files
}
