import { join } from 'node:path'
import { EndcapError } from '@endcap/core'
import { createCurrentLog } from './current-log.js'
import { type CurrentManifest, describeFile, isSafePath, isVersion, type VersionManifest } from './manifest.js'
import { NODE_FS, type StoreFs } from './store-fs.js'
import { createVersionFolders, type FileProblem } from './version-folders.js'

/** A model to publish. */
export interface Publication {
  /** Names its folder for ever: letters, digits, `.`, `_`, `-`. The model's own version. */
  readonly version: string
  /** Path in the folder → bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly window?: VersionManifest['window']
  readonly evaluation?: unknown
  /**
   * The version that the decision was made against, null for none: when another one is in use by now, nothing changes.
   * @default whatever is in use
   */
  readonly against?: string | null
}

/** What a publication did. `conflict`: another version than `against` is in use. */
export type PublishOutcome =
  | { readonly state: 'published'; readonly current: CurrentManifest }
  | { readonly state: 'conflict'; readonly current: CurrentManifest | undefined }

/** The versions of a folder, and which one is in use. */
export interface ModelStore {
  /** The version in use; undefined when there is none, or `current.json` cannot be read. */
  current(): Promise<CurrentManifest | undefined>
  /** Whole versions, the newest first. */
  listVersions(): Promise<VersionManifest[]>
  /** Compares each file with its checksum. @default every version, and `current.json` */
  verify(version?: string): Promise<FileProblem[]>
  /** The bytes of a file of a version. Throws `model-damaged` when they are not those that were published. */
  read(version: string, path: string): Promise<Uint8Array>
  /** Puts the files in place and the version in use. The same files under the same version are not written again. */
  publish(publication: Publication): Promise<PublishOutcome>
  /** Puts an earlier version in use. @default the one before the one in use, or the newest before it that is undamaged */
  rollBack(version?: string): Promise<CurrentManifest>
  /** Removes all but the newest `keep` versions, never the one in use or the one before it. Gives what was removed. */
  prune(keep: number): Promise<string[]>
  /** Finishes what a crash left half done. `publish` and `rollBack` begin with it. */
  mend(): Promise<void>
}

/**
 * A folder of immutable versions, `<version>/…`, and `current.json`, all static files for a CDN. A version is made in a
 * draft, synced, read back, and appears by one rename; only then a numbered log and `current.json` name it. Whatever the
 * step of a crash, `current.json` is a whole manifest of whole files, the old or the new; the next change mends the rest.
 * Throws `option-invalid` for names, `id-duplicate` for other files under a taken version, `not-found`, `model-damaged`,
 * and `storage-failed` when the file system fails.
 */
export function createModelStore(
  folder: string,
  { fs = NODE_FS, now = Date.now }: { readonly fs?: StoreFs; readonly now?: () => number } = {},
): ModelStore {
  const folders = createVersionFolders(folder, fs)
  const log = createCurrentLog(folder, fs)

  async function mend(): Promise<void> {
    await folders.sweep()
    await log.settle()
  }

  /** Back through the versions that were in use before; where that trail ends, the newest older one. */
  async function findUndamaged(current: CurrentManifest | undefined): Promise<string | undefined> {
    const tried = new Set(current ? [current.version] : [])
    for (let version = current?.previous ?? null; version !== null && !tried.has(version); ) {
      if ((await folders.check(version)).length === 0) return version
      tried.add(version)
      version = (await folders.manifest(version))?.previous ?? null
    }
    const limit = current?.publishedAt ?? Number.POSITIVE_INFINITY
    for (const { version, publishedAt } of await folders.list()) {
      if (tried.has(version) || publishedAt > limit) continue
      if ((await folders.check(version)).length === 0) return version
    }
    return undefined
  }

  async function checkCurrent(known: readonly string[]): Promise<FileProblem[]> {
    const current = await log.written()
    const damaged: FileProblem = { version: 'current.json', path: '', problem: 'damaged' }
    if (!current) return (await fs.kind(join(folder, 'current.json'))) === undefined ? [] : [damaged]
    if (!known.includes(current.version)) return [{ version: current.version, path: '', problem: 'missing' }]
    const own = await folders.manifest(current.version)
    return own && JSON.stringify(own.files) !== JSON.stringify(current.files) ? [damaged] : []
  }

  return guard(folder, {
    current: log.written,
    listVersions: folders.list,
    mend,

    async verify(version) {
      if (version !== undefined) return folders.check(version)
      const known: string[] = []
      for (const name of await fs.list(folder)) {
        if (isVersion(name) && (await fs.kind(join(folder, name))) === 'folder') known.push(name)
      }
      const problems = await Promise.all(known.map(folders.check))
      return [...problems.flat(), ...(await checkCurrent(known))]
    },

    async read(version, path) {
      const file = (await folders.manifest(version))?.files.find((each) => each.path === path)
      if (!file) throw new EndcapError('not-found', `${folder} has no ${version}/${path}`)
      const isThere = (await fs.kind(join(folder, version, path))) === 'file'
      const bytes = isThere ? await fs.read(join(folder, version, path)) : new Uint8Array()
      if (isThere && describeFile(path, bytes).sha256 === file.sha256) return bytes
      throw new EndcapError('model-damaged', `${version}/${path} is not what was published`)
    },

    async publish({ version, files, window = null, evaluation = null, against }) {
      checkPublication(version, files)
      await fs.mkdir(folder)
      await mend()
      const isOther = (last: CurrentManifest | undefined): boolean =>
        against !== undefined && (last?.version ?? null) !== against
      const before = await log.last()
      if (isOther(before)) return { state: 'conflict', current: before }
      const described = [...files].map(([path, bytes]) => describeFile(path, bytes))
      described.sort((a, b) => (a.path < b.path ? -1 : 1))
      const previousOf = (last: CurrentManifest | undefined): string | null =>
        last?.version === version ? last.previous : (last?.version ?? null)
      const common = { version, publishedAt: now(), files: described, window, evaluation }
      const manifest = { ...common, previous: previousOf(before) }
      await folders.place(manifest, files)
      const current = await log.advance((last) =>
        isOther(last) ? undefined : { ...manifest, previous: previousOf(last) },
      )
      // Somebody may have pruned it between being placed and being in use.
      if (current && (await fs.kind(join(folder, version))) === undefined) await folders.place(manifest, files)
      return current ? { state: 'published', current } : { state: 'conflict', current: await log.last() }
    },

    async rollBack(version) {
      await mend()
      const target = version ?? (await findUndamaged(await log.last()))
      if (target === undefined) throw new EndcapError('not-found', `${folder} has no earlier undamaged version`)
      const manifest = await folders.manifest(target)
      if (!manifest) throw new EndcapError('not-found', `${folder} has no version ${target}`)
      const [problem] = await folders.check(target)
      if (problem) throw new EndcapError('model-damaged', `${target}/${problem.path} is ${problem.problem}`)
      const current = await log.advance((last) => ({ ...manifest, ...(last && { rolledBackFrom: last.version }) }))
      return current as CurrentManifest
    },

    async prune(keep) {
      if (!Number.isInteger(keep) || keep < 1) throw new EndcapError('option-invalid', 'keep is a whole number from 1')
      const removed: string[] = []
      for (const { version } of (await folders.list()).slice(keep)) {
        // Asked anew each time: another process may have rolled back meanwhile.
        const last = await log.last()
        if (version === last?.version || version === last?.previous) continue
        await folders.remove(version)
        removed.push(version)
      }
      return removed
    },
  })
}

function checkPublication(version: string, files: ReadonlyMap<string, Uint8Array>): void {
  if (!isVersion(version)) throw new EndcapError('option-invalid', `version ${JSON.stringify(version)}`)
  if (files.size === 0) throw new EndcapError('option-missing', 'a model has at least one file')
  const wrong = [...files.keys()].find((path) => !isSafePath(path))
  if (wrong !== undefined) throw new EndcapError('option-invalid', `file path ${JSON.stringify(wrong)}`)
}

/** A file system that fails is a failed world, told by one code. */
function guard(folder: string, store: ModelStore): ModelStore {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    async (...given: unknown[]) => {
      try {
        return await (method as (...args: unknown[]) => Promise<unknown>)(...given)
      } catch (error) {
        throw error instanceof EndcapError ? error : new EndcapError('storage-failed', `${folder}: ${name}`, error)
      }
    },
  ])
  return Object.fromEntries(methods) as ModelStore
}
