import { EndcapError } from '@endcap/core'
import { type CollectorOptions, resolveOptions } from './options.js'

/** What is wrong with an option, and what is allowed there. `path` is a JSON pointer into the options. */
export interface OptionProblem {
  readonly path: string
  readonly detail: string
}

/**
 * Everything that is wrong with the options, where `createCollector` throws for the first of them. Each option, limit and sink is
 * resolved alone, so a new option needs no line here. Nothing is opened. Empty when all is well.
 */
export function checkOptions(options: CollectorOptions): OptionProblem[] {
  const { dataDir, keys, sinks, limits, ...others } = options
  const sound = { dataDir: 'data', keys: ['key'], sinks: [] }
  const problems: OptionProblem[] = []

  function attempt(path: string, given: Partial<CollectorOptions>): void {
    try {
      resolveOptions({ ...sound, ...given })
    } catch (error) {
      if (!(error instanceof EndcapError)) throw error
      problems.push({ path, detail: error.message.replace(/^\[endcap\] [a-z-]+: /, '') })
    }
  }
  attempt('/dataDir', { dataDir })
  attempt('/keys', { keys })
  for (const [name, value] of Object.entries(others)) attempt(`/${name}`, { [name]: value })
  for (const [name, value] of Object.entries(limits ?? {})) attempt(`/limits/${name}`, { limits: { [name]: value } })
  const folder = dataDir || sound.dataDir
  const before = problems.length
  for (const [index, sink] of (sinks ?? []).entries()) attempt(`/sinks/${index}`, { dataDir: folder, sinks: [sink] })
  // What only shows of all of them together, such as a name that is used twice.
  if (sinks && problems.length === before) attempt('/sinks', { dataDir: folder, sinks })
  return problems
}
