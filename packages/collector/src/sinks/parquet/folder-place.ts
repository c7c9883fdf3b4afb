import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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
    remove: (name) => files.remove(join(folder, name)),
    close: async () => {},
  }
}
