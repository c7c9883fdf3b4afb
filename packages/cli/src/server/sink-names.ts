import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceText } from './replace-text.js'

const NAME = 'sinks.json'

/** Notes in a data folder where its events go: names of sinks, and nothing of how to reach them. */
export function writeSinkNames(dataDir: string, names: readonly string[]): void {
  replaceText(join(dataDir, NAME), `${JSON.stringify(names)}\n`)
}

/** The sinks of the collector that ran last on a data folder; undefined where it did not say. */
export function readSinkNames(dataDir: string): readonly string[] | undefined {
  try {
    const names: unknown = JSON.parse(readFileSync(join(dataDir, NAME), 'utf8'))
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined
  } catch {
    return undefined
  }
}
