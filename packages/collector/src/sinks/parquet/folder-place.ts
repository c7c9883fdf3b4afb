import { readdir, rename } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { nodeFiles as files } from '../../files.js'
import type { ParquetPlace } from './place.js'

/** Creates a place in a folder. Work is done below it, since only within one file system a file is renamed in one step. */
export function createFolderPlace(folder: string): ParquetPlace {
  const workFolder = join(folder, '_work')

  return {
    open: () => files.makeFolder(workFolder),
    workFolder: () => workFolder,
    readText: (name) => files.readText(join(folder, name)),
    async writeText(name, text) {
      const path = join(folder, name)
      await files.makeFolder(dirname(path))
      await files.replaceText(path, text)
    },
    async put(name, path) {
      const target = join(folder, name)
      const file = await files.open(path)
      await file.sync()
      await file.close()
      await files.makeFolder(dirname(target))
      await rename(path, target)
      await files.syncFolder(dirname(target))
    },
    async list(below, end) {
      const found = await readdir(join(folder, below), { recursive: true }).catch((error) => {
        if (error.code === 'ENOENT') return []
        throw error
      })
      const names = found.filter((name) => name.endsWith(end)).map((name) => `${below}/${name.replaceAll(sep, '/')}`)
      return names.sort()
    },
    fetch: async (name) => ({ path: join(folder, name), free: async () => {} }),
    remove: (name) => files.remove(join(folder, name)),
    close: async () => {},
  }
}
