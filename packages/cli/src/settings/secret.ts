import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SecretSource } from './collector-file.js'

/** What secrets are read with. */
export interface SecretPlaces {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Relative paths start here. */
  readonly folder: string
}

export function isSecretSource(value: unknown): value is SecretSource {
  if (typeof value !== 'object' || value === null) return false
  const keys = Object.keys(value)
  return keys.length === 1 && (keys[0] === 'env' || keys[0] === 'file')
}

/** Reads a secret. Throws an `Error` that says where nothing was found, and never what was. */
export function readSecret(source: SecretSource, { env, folder }: SecretPlaces): string {
  if ('env' in source) {
    const value = env[source.env]
    if (!value) throw new Error(`the environment variable ${source.env} is not set`)
    return value
  }
  const path = resolve(folder, source.file)
  let text: string
  try {
    text = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  if (text === '') throw new Error(`${path} is empty`)
  return text
}

/** A copy in which every secret source is replaced by its secret. What cannot be read is told to `onProblem` and left out. */
export function resolveSecrets(
  value: unknown,
  places: SecretPlaces,
  onProblem: (path: string, detail: string) => void,
  path = '',
): unknown {
  if (isSecretSource(value)) {
    try {
      return readSecret(value, places)
    } catch (error) {
      onProblem(path, (error as Error).message)
      return undefined
    }
  }
  const inside = (entry: unknown, key: string | number) => resolveSecrets(entry, places, onProblem, `${path}/${key}`)
  if (Array.isArray(value)) return value.map(inside)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inside(entry, key)]))
}
