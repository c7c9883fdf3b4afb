import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { EndcapError } from '@endcap/core'
import { NODE_FS, type StoreFs } from './store-fs.js'

/**
 * Puts a file in place whole or not at all: a draft beside it is written, synced and renamed over it.
 * Throws `storage-failed` when it cannot be written; the file is then as it was.
 */
export async function replaceFile(path: string, bytes: Uint8Array | string, fs: StoreFs = NODE_FS): Promise<void> {
  const draft = `${path}.${Date.now()}-${randomBytes(6).toString('hex')}.tmp`
  try {
    await fs.write(draft, typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
    await fs.rename(draft, path)
    await fs.syncFolder(dirname(path))
  } catch (error) {
    await fs.remove(draft).catch(() => undefined)
    throw new EndcapError('storage-failed', `${path} could not be written`, error)
  }
}
