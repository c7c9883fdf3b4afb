import { resolve } from 'node:path'
import { isSecretSource } from './secret.js'

/** Fields of the collector's file that hold a path. */
const PATHS = new Set(['dataDir', 'config', 'catalog', 'site', 'database', 'folder', 'from', 'rates'])

/** True for an address, which no folder changes. */
export const isAddress = (value: string): boolean => /^https?:\/\//i.test(value)

/** A copy in which paths are absolute; relative ones start at `folder`. */
export function resolvePaths(value: unknown, folder: string, key = ''): unknown {
  if (typeof value === 'string')
    return PATHS.has(key) && value !== '' && !isAddress(value) ? resolve(folder, value) : value
  if (isSecretSource(value)) return 'file' in value ? { file: resolve(folder, String(value.file)) } : value
  if (Array.isArray(value)) return value.map((entry) => resolvePaths(entry, folder))
  if (typeof value !== 'object' || value === null) return value
  // The keys of these are the shop's own: `{ "/model": "./model" }`.
  if (key === 'staticFiles') {
    const files = Object.entries(value).map(([at, path]) => [
      at,
      typeof path === 'string' ? resolve(folder, path) : path,
    ])
    return Object.fromEntries(files)
  }
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, resolvePaths(entry, folder, name)]))
}
