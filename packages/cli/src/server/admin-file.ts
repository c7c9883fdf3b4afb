import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How other commands on this machine reach the process that owns a data folder. Holds a secret: mode 0600. */
export interface AdminFile {
  readonly url: string
  readonly token: string
  readonly pid: number
}

const NAME = 'admin.json'

/** Writes `<data>/admin.json`, readable by its owner alone. Returns its removal. */
export function writeAdminFile(dataDir: string, admin: AdminFile): () => void {
  const path = join(dataDir, NAME)
  // A file that exists keeps its mode: begin anew.
  rmSync(path, { force: true })
  writeFileSync(path, `${JSON.stringify(admin)}\n`, { mode: 0o600 })
  return () => rmSync(path, { force: true })
}

/** The process that owns a data folder; undefined when none lives. */
export function readAdminFile(dataDir: string): AdminFile | undefined {
  try {
    const admin = JSON.parse(readFileSync(join(dataDir, NAME), 'utf8')) as AdminFile
    return isAlive(admin.pid) ? admin : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
