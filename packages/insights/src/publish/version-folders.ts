import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { EndcapError } from '@endcap/core'
import { describeFile, isVersion, parseVersion, type VersionManifest } from './manifest.js'
import type { StoreFs } from './store-fs.js'

/** What is wrong with a published file. */
export interface FileProblem {
  readonly version: string
  /** Empty for the version as a whole. */
  readonly path: string
  readonly problem: 'missing' | 'damaged'
}

/** The folders `<version>/` of a model folder. Each appears by one rename, whole, and is never written again. */
export interface VersionFolders {
  /** Undefined when there is no such version, or it is damaged past reading. */
  manifest(version: string): Promise<VersionManifest | undefined>
  /** Whole versions, the newest first. */
  list(): Promise<VersionManifest[]>
  /** Compares each file with its checksum. */
  check(version: string): Promise<FileProblem[]>
  /** Makes the folder, unless it is there with the same files. Throws `id-duplicate` when it has others. */
  place(manifest: VersionManifest, files: ReadonlyMap<string, Uint8Array>): Promise<void>
  remove(version: string): Promise<void>
  /** Removes the drafts of publishers that died. */
  sweep(): Promise<void>
}

const STALE_MS = 60 * 60 * 1000
/** Drafts of a version, of an entry of the log, of `current.json`, and versions on their way out; with the time. */
const DRAFT = /^(?:\.draft-|\.gone-|current\.json\.)(\d+)-[0-9a-f]{12}(?:\.tmp)?$/

/** A name that nobody else uses, which tells when it was made. */
export function draftName(kind: '.draft' | '.gone' = '.draft'): string {
  return `${kind}-${Date.now()}-${randomBytes(6).toString('hex')}`
}

/** The version folders of `folder`. */
export function createVersionFolders(folder: string, fs: StoreFs): VersionFolders {
  const at = (...parts: string[]): string => join(folder, ...parts)

  async function manifest(version: string): Promise<VersionManifest | undefined> {
    if (!isVersion(version) || (await fs.kind(at(version, 'version.json'))) !== 'file') return undefined
    const found = parseVersion(await fs.read(at(version, 'version.json')))
    return found?.version === version ? found : undefined
  }

  async function checkFiles({ version, files }: VersionManifest, root: string): Promise<FileProblem[]> {
    const problems: FileProblem[] = []
    for (const { path, sha256 } of files) {
      const kind = await fs.kind(join(root, path))
      const isSame = kind === 'file' && describeFile(path, await fs.read(join(root, path))).sha256 === sha256
      if (!isSame) problems.push({ version, path, problem: kind === undefined ? 'missing' : 'damaged' })
    }
    return problems
  }

  async function check(version: string): Promise<FileProblem[]> {
    const found = await manifest(version)
    if (found) return checkFiles(found, at(version))
    const isThere = isVersion(version) && (await fs.kind(at(version))) !== undefined
    return [{ version, path: '', problem: isThere ? 'damaged' : 'missing' }]
  }

  async function remove(version: string): Promise<void> {
    const gone = at(draftName('.gone'))
    await fs.rename(at(version), gone)
    await fs.remove(gone)
  }

  async function write(draft: string, wanted: VersionManifest, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const [path, bytes] of files) await fs.write(join(draft, path), bytes)
    await fs.write(join(draft, 'version.json'), Buffer.from(`${JSON.stringify(wanted, null, 2)}\n`))
    for (const path of new Set([...files.keys()].flatMap(foldersOf))) await fs.syncFolder(join(draft, path))
    const [problem] = await checkFiles(wanted, draft)
    if (problem) throw new EndcapError('model-damaged', `${wanted.version}/${problem.path} did not reach the disk`)
  }

  return {
    manifest,
    check,
    remove,
    async list() {
      const names = (await fs.list(folder)).filter(isVersion)
      const found = (await Promise.all(names.map(manifest))).filter((each) => each !== undefined)
      return found.sort((a, b) => b.publishedAt - a.publishedAt || (a.version < b.version ? 1 : -1))
    },
    async place(wanted, files) {
      const { version } = wanted
      const taken = await manifest(version)
      if (taken && (await checkFiles(taken, at(version))).length === 0) {
        if (JSON.stringify(taken.files) === JSON.stringify(wanted.files)) return
        throw new EndcapError('id-duplicate', `version ${version} is published with other files`)
      }
      const draft = at(draftName())
      try {
        await write(draft, wanted, files)
        // What is there is damaged: it goes, whole, out of the way.
        if ((await fs.kind(at(version))) !== undefined) await remove(version)
        await fs.rename(draft, at(version)).catch(async (error) => {
          // Another publisher of the same files was faster.
          if ((await check(version)).length > 0) throw error
        })
        await fs.syncFolder(folder)
      } finally {
        await fs.remove(draft).catch(() => undefined)
      }
    },
    async sweep() {
      for (const name of await fs.list(folder)) {
        const since = DRAFT.exec(name)?.[1]
        if (since !== undefined && Date.now() - Number(since) > STALE_MS) await fs.remove(at(name))
      }
    },
  }
}

/** The folder of a path and those above it, the draft itself as ''. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))]
}
