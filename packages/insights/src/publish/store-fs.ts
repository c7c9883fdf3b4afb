import { link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What the store asks of a file system; tests give one that breaks. */
export interface StoreFs {
  mkdir(path: string): Promise<void>
  /** Makes a new file, whole and on the disk; an existing one is an error. */
  write(path: string, bytes: Uint8Array): Promise<void>
  /** Puts what was renamed or linked in a folder on the disk. */
  syncFolder(path: string): Promise<void>
  read(path: string): Promise<Uint8Array>
  /** Names in a folder; none when it does not exist. */
  list(path: string): Promise<string[]>
  /** What stands there itself, links not followed; undefined when nothing. */
  kind(path: string): Promise<'file' | 'folder' | 'other' | undefined>
  rename(from: string, to: string): Promise<void>
  /** Gives a file a second name; false when that name is taken. One of two that try at once gets it. */
  link(from: string, to: string): Promise<boolean>
  remove(path: string): Promise<void>
}

export const NODE_FS: StoreFs = {
  mkdir: async (path) => void (await mkdir(path, { recursive: true })),
  async write(path, bytes) {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(path, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
  },
  async syncFolder(path) {
    // Windows opens no folder as a file, and keeps its names in a journal of its own.
    if (process.platform === 'win32') return
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
  read: (path) => readFile(path),
  list: (path) => readdir(path).catch((error) => ignore(error, ABSENT, [])),
  async kind(path) {
    const found = await lstat(path).catch((error) => ignore(error, ABSENT, undefined))
    return found && (found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other')
  },
  rename,
  link: (from, to) =>
    link(from, to).then(
      () => true,
      (error) => ignore(error, ['EEXIST'], false),
    ),
  remove: (path) => rm(path, { recursive: true, force: true }),
}

/** Nothing there, or a file where a folder would have to be. */
const ABSENT = ['ENOENT', 'ENOTDIR']

function ignore<Value>(error: NodeJS.ErrnoException, codes: readonly string[], value: Value): Value {
  if (codes.includes(error.code ?? '')) return value
  throw error
}
