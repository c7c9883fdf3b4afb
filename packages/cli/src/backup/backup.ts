import { randomBytes } from 'node:crypto'
import { constants, existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyWarehouse, type Warehouse } from '@endcap/insights'
import { CommandError } from '../io.js'
import { VERSION } from '../version.js'
import { type BackupFile, type BackupManifest, describeFile, MANIFEST } from './manifest.js'

/** What is backed up, and to where. */
export interface BackupOptions {
  readonly dataDir: string
  /** The open warehouse of that folder. */
  readonly warehouse: Warehouse
  /** A folder that does not exist or is empty. */
  readonly out: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What was written. */
export interface BackupReport {
  readonly out: string
  readonly events: number
  readonly files: number
  readonly bytes: number
}

/** The warehouse's name in the data folder and in a backup. */
export const WAREHOUSE = 'warehouse.duckdb'
/** Folders of the data folder that a backup holds besides. */
export const FOLDERS = ['cursors', 'spool', 'dead-letters', 'model'] as const

/**
 * Writes a backup of a data folder, also while a collector writes to it: every event that was acknowledged before is in the copy of
 * the warehouse or in that of the spool. The folder has its name once all of it is on the disk.
 */
export async function createBackup({ dataDir, warehouse, out, now }: BackupOptions): Promise<BackupReport> {
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new CommandError(`${out} is not empty`, 'choose another folder')
  await mkdir(dirname(out), { recursive: true })
  const partial = `${out}.partial-${randomBytes(4).toString('hex')}`
  try {
    await mkdir(partial)
    // First how far sinks were, last the log: what is copied in between is rather delivered twice than lost.
    const paths = await copyFolder(dataDir, 'cursors', partial)
    const { events } = await copyWarehouse(warehouse, join(partial, WAREHOUSE))
    paths.push(WAREHOUSE)
    for (const folder of FOLDERS) if (folder !== 'cursors') paths.push(...(await copyFolder(dataDir, folder, partial)))
    const files: BackupFile[] = []
    for (const path of paths) {
      files.push(await describeFile(partial, path))
      await sync(join(partial, path))
    }
    const createdAt = new Date(now).toISOString()
    const manifest: BackupManifest = { v: 1, version: VERSION, createdAt, events, files }
    await writeFile(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true })
    await rm(out, { recursive: true, force: true })
    await rename(partial, out)
    await sync(dirname(out))
    return { out, events, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

/** Copies the plain files below `from/folder`, and gives their paths. What is removed meanwhile had been delivered. */
async function copyFolder(from: string, folder: string, to: string): Promise<string[]> {
  const entries = await readdir(join(from, folder), { withFileTypes: true }).catch(() => [])
  const copied: string[] = []
  await mkdir(join(to, folder), { recursive: true })
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) copied.push(...(await copyFolder(from, path, to)))
    // The lock belongs to a process, and what is being replaced has its other name beside it.
    if (!entry.isFile() || path === 'spool/lock' || entry.name.endsWith('.tmp')) continue
    try {
      await copyFile(join(from, path), join(to, path), constants.COPYFILE_FICLONE)
      copied.push(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return copied
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  // Windows cannot sync a folder, and needs not to.
  await handle.sync().catch(() => {})
  await handle.close()
}
