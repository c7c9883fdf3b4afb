import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** An open file, read and written at explicit positions. */
export interface OpenFile {
  /** Its length in bytes. */
  size(): Promise<number>
  /** Fills `into` from `position` as far as the file goes. Gives the bytes read. */
  read(into: Uint8Array, position: number): Promise<number>
  /** Writes all of `bytes`, or rejects; then any part of them may stand in the file. */
  write(bytes: Uint8Array, position: number): Promise<void>
  /** Resolves once what was written is on the device (fdatasync). */
  sync(): Promise<void>
  truncate(bytes: number): Promise<void>
  close(): Promise<void>
}

/** What the collector needs of a file system. Narrow, so that a test can make any of it fail. */
export interface Files {
  /** Opens for reading and writing; creates an empty file when there is none. */
  open(path: string): Promise<OpenFile>
  makeFolder(path: string): Promise<void>
  /** The plain files of a folder, by name. */
  list(folder: string): Promise<readonly FileFacts[]>
  remove(path: string): Promise<void>
  /** Makes created, renamed and removed names of a folder survive a power cut. */
  syncFolder(path: string): Promise<void>
  /** Puts a file in the place of another of its folder, in one step; durable once resolved. */
  rename(from: string, to: string): Promise<void>
  /** The text of a file; undefined when there is none. */
  readText(path: string): Promise<string | undefined>
  /** Replaces a file in one step (temporary file, fsync, rename): a reader sees the old text or the new. */
  replaceText(path: string, text: string): Promise<void>
}

/** What `list` tells of a file. `modifiedAt` in ms since 1970. */
export interface FileFacts {
  readonly name: string
  readonly bytes: number
  readonly modifiedAt: number
}

/** The file system of Node. */
export const nodeFiles: Files = {
  open: async (path) => fromHandle(await open(path, constants.O_RDWR | constants.O_CREAT, 0o640)),
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  async list(folder) {
    const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile())
    const facts = entries.map(async ({ name }) => {
      const { size, mtimeMs } = await stat(join(folder, name))
      return { name, bytes: size, modifiedAt: mtimeMs }
    })
    return (await Promise.all(facts)).sort((a, b) => (a.name < b.name ? -1 : 1))
  },
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    const handle = await open(path, 'r')
    // Windows cannot sync a folder, and needs not to.
    await handle.sync().catch(() => {})
    await handle.close()
  },
  async rename(from, to) {
    await rename(from, to)
    await nodeFiles.syncFolder(dirname(to))
  },
  async readText(path) {
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  },
  async replaceText(path, text) {
    const temporary = `${path}.tmp`
    const handle = await open(temporary, 'w', 0o640)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
    await nodeFiles.syncFolder(dirname(path))
  },
}

function fromHandle(handle: FileHandle): OpenFile {
  return {
    size: async () => (await handle.stat()).size,
    async read(into, position) {
      let filled = 0
      while (filled < into.length) {
        const { bytesRead } = await handle.read(into, filled, into.length - filled, position + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return filled
    },
    async write(bytes, position) {
      let written = 0
      while (written < bytes.length) {
        written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten
      }
    },
    sync: () => handle.datasync(),
    truncate: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
  }
}
