import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { countEvents } from '@endcap/insights'
import { CommandError } from '../io.js'
import { FOLDERS, WAREHOUSE } from './backup.js'
import { verifyBackup } from './manifest.js'

/** Which backup goes where. */
export interface RestoreOptions {
  readonly from: string
  readonly dataDir: string
  /** Set aside what the data folder holds. */
  readonly isForced: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What was restored. */
export interface RestoreReport {
  readonly dataDir: string
  readonly createdAt: string
  readonly events: number
  /** Where that stands now which was there before. */
  readonly setAside?: string
}

/** Stands in a data folder while a restore is half done. */
export const RESTORING = 'restoring.json'

/** What of a data folder a restore replaces. */
const REPLACED = [WAREHOUSE, `${WAREHOUSE}.wal`, ...FOLDERS]

/**
 * Puts a backup back: checks every file of it, copies all beside, opens the copy of the warehouse, and only then moves anything. What was
 * there is set aside, not removed. Cut short, it leaves a mark that keeps a collector from starting; run again with `isForced` it mends that.
 */
export async function restoreBackup({ from, dataDir, isForced, now }: RestoreOptions): Promise<RestoreReport> {
  const present = REPLACED.filter((name) => hasContent(join(dataDir, name)))
  if (present.length > 0 && !isForced) {
    throw new CommandError(
      `${dataDir} already holds ${present.join(', ')}`,
      'give an empty --data, or --force: it is set aside',
    )
  }
  const { createdAt, events, files } = await verifyBackup(from)
  const staging = join(dataDir, '.restore')
  await rm(staging, { recursive: true, force: true })
  for (const { path } of files) {
    await mkdir(dirname(join(staging, path)), { recursive: true })
    await copyFile(join(from, path), join(staging, path))
  }
  await verifyCopy(join(staging, WAREHOUSE), events)
  await writeFile(join(dataDir, RESTORING), `${JSON.stringify({ from })}\n`, { flush: true })
  const aside = `before-restore-${new Date(now).toISOString().replace(/[:.]/g, '-')}`
  for (const name of present) {
    await mkdir(join(dataDir, aside), { recursive: true })
    await rename(join(dataDir, name), join(dataDir, aside, name))
  }
  for (const name of readdirSync(staging)) {
    // An empty folder may stand in the way.
    await rm(join(dataDir, name), { recursive: true, force: true })
    await rename(join(staging, name), join(dataDir, name))
  }
  await rm(staging, { recursive: true })
  await rm(join(dataDir, RESTORING))
  return { dataDir, createdAt, events, ...(present.length > 0 && { setAside: join(dataDir, aside) }) }
}

/** Throws while a restore of the folder is half done. */
export function refuseHalfRestored(dataDir: string): void {
  if (!existsSync(join(dataDir, RESTORING))) return
  throw new CommandError(`a restore into ${dataDir} was cut short`, 'run `endcap restore` again, with --force')
}

async function verifyCopy(path: string, expected: number): Promise<void> {
  const { events } = await countEvents(path)
  if (events !== expected) throw new CommandError(`the backup's warehouse holds ${events} events, not ${expected}`)
}

function hasContent(path: string): boolean {
  try {
    return readdirSync(path).length > 0
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR'
  }
}
