import { createHash } from 'node:crypto'

/** A file of a model, by its path in the version's folder. */
export interface PublishedFile {
  /** With `/` between folders. */
  readonly path: string
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** What a version is: `<version>/version.json`, and, of the one in use, `current.json`. */
export interface VersionManifest {
  readonly version: string
  /** Ms since 1970. */
  readonly publishedAt: number
  readonly files: readonly PublishedFile[]
  /** The training data's first and last moment, in ms since 1970; null where it is not known. */
  readonly window: { readonly fromMs: number; readonly toMs: number } | null
  /** What proved it, as its publisher gave it. */
  readonly evaluation: unknown
  /** The version that was in use before it. */
  readonly previous: string | null
}

/** `current.json`: the version that pages load. */
export interface CurrentManifest extends VersionManifest {
  /** Counts the changes of `current.json`, from 1. */
  readonly generation: number
  /** The version that was taken back for this one; absent after a publication. */
  readonly rolledBackFrom?: string
}

const VERSION = /^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/
const SHA256 = /^[0-9a-f]{64}$/

/** Whether a version may name a folder. */
export function isVersion(value: unknown): value is string {
  return typeof value === 'string' && VERSION.test(value) && !value.endsWith('.json')
}

/** Whether a path stays within its folder, in words that every file system takes. */
export function isSafePath(path: unknown): path is string {
  if (typeof path !== 'string' || path.length > 200 || path === 'version.json') return false
  return path.split('/').every((part) => /^[0-9A-Za-z_][0-9A-Za-z._-]*$/.test(part))
}

/** The entry of a file. */
export function describeFile(path: string, bytes: Uint8Array): PublishedFile {
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Reads `version.json`; undefined when it is not one. */
export function parseVersion(bytes: Uint8Array): VersionManifest | undefined {
  const value = parseObject(bytes)
  return value && isManifest(value) ? (value as unknown as VersionManifest) : undefined
}

/** Reads `current.json`; undefined when it is not one. */
export function parseCurrent(bytes: Uint8Array): CurrentManifest | undefined {
  const value = parseObject(bytes)
  if (!value || !isManifest(value)) return undefined
  const { generation } = value
  return Number.isSafeInteger(generation) && (generation as number) > 0
    ? (value as unknown as CurrentManifest)
    : undefined
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function isManifest({ version, publishedAt, files, window, previous }: Record<string, unknown>): boolean {
  if (!isVersion(version) || !isTime(publishedAt) || !Array.isArray(files) || files.length === 0) return false
  if (!(previous === null || isVersion(previous)) || !files.every(isFile)) return false
  const { fromMs, toMs } = (window ?? {}) as Record<string, unknown>
  return window === null || (isTime(fromMs) && isTime(toMs))
}

function isFile(file: unknown): boolean {
  const { path, bytes, sha256 } = (file ?? {}) as Record<string, unknown>
  return isSafePath(path) && isTime(bytes) && typeof sha256 === 'string' && SHA256.test(sha256)
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
