import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { EndcapError } from '@endcap/core'

const held = new Set<string>()

/**
 * Takes the lock file of a spool, so that no two processes write one log. A lock left by a dead process is taken over.
 * Returns its release. Throws `option-invalid` when a living process holds it.
 */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const own = `${path}.${process.pid}`
  for (let attempt = 0; ; attempt++) {
    if (held.has(path)) throw inUse(path, process.pid)
    await writeFile(own, String(process.pid))
    try {
      // A link appears whole or not at all: nobody reads a lock that is still empty.
      await link(own, path)
      held.add(path)
      return async () => {
        held.delete(path)
        await rm(path, { force: true })
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error
      const pid = Number(await readFile(path, 'utf8'))
      if (pid !== process.pid && isAlive(pid)) throw inUse(path, pid)
      await rm(path, { force: true })
    } finally {
      await rm(own, { force: true })
    }
  }
}

function inUse(path: string, pid: number): EndcapError {
  return new EndcapError('option-invalid', `dataDir is in use by process ${pid}; stop it, or remove ${path}`)
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
