import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { isAbsolute, join, normalize } from 'node:path'
import { CommandError } from '../io.js'

/** What a backup holds. Written last, so a folder with a manifest is a whole backup. */
export interface BackupManifest {
  readonly v: 1
  /** Of the program that wrote it. */
  readonly version: string
  /** ISO 8601 */
  readonly createdAt: string
  /** Events in the warehouse. Those that no sink had yet stand in the spool besides. */
  readonly events: number
  readonly files: readonly BackupFile[]
}

/** A file of a backup. */
export interface BackupFile {
  /** Below the backup's folder, with `/`. */
  readonly path: string
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** Name of the manifest in its folder. */
export const MANIFEST = 'manifest.json'

/** Describes a file that stands still. */
export async function describeFile(folder: string, path: string): Promise<BackupFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(join(folder, path))) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { path, bytes, sha256: hash.digest('hex') }
}

/** Reads the manifest of a backup and compares every file with it. Throws a `CommandError` that names what is missing or damaged. */
export async function verifyBackup(folder: string): Promise<BackupManifest> {
  const manifest = readManifest(folder)
  const wrong: string[] = []
  for (const expected of manifest.files) {
    const isThere = await stat(join(folder, expected.path)).then(
      (found) => found.isFile(),
      () => false,
    )
    if (!isThere) wrong.push(`${expected.path} is missing`)
    else {
      const { bytes, sha256 } = await describeFile(folder, expected.path)
      if (bytes !== expected.bytes || sha256 !== expected.sha256) wrong.push(`${expected.path} is damaged`)
    }
  }
  if (wrong.length > 0) throw new CommandError(`${folder}: ${wrong.join(', ')}`, 'take another backup')
  return manifest
}

function readManifest(folder: string): BackupManifest {
  let manifest: BackupManifest
  try {
    manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'))
  } catch (error) {
    throw new CommandError(`${folder} holds no whole backup`, `give the folder that \`endcap backup\` wrote`, error)
  }
  if (manifest.v !== 1) throw new CommandError(`${folder}: written by a newer version`, 'update endcap')
  // A path that leads out of the folder was not written by us.
  const isBad = ({ path }: BackupFile) => isAbsolute(path) || normalize(path).startsWith('..')
  if (!Array.isArray(manifest.files) || manifest.files.some(isBad)) throw new CommandError(`${folder}: a bad manifest`)
  return manifest
}
