import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts, type Service, startProgram } from './process.js'

const execute = promisify(execFile)

/** A PostgreSQL server with an empty database. */
export interface PostgresService extends Service {
  readonly url: string
}

/** Starts PostgreSQL in a temporary folder. As root it runs as the user `postgres`, since it refuses to be root. */
export async function startPostgres(): Promise<PostgresService> {
  const bin = findPostgres()
  const [port = 0] = await freePorts(1)
  const folder = await mkdtemp(join(tmpdir(), 'endcap-postgres-'))
  const user = process.getuid?.() === 0 ? await userOf('postgres') : undefined
  if (user) await chown(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  // No sync of the empty cluster: the folder is thrown away.
  await execute(join(bin, 'initdb'), ['-D', data, '-U', 'endcap', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'], {
    cwd: folder,
    ...user,
  })
  const program = await startProgram({
    command: join(bin, 'postgres'),
    args: ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-c', 'shared_buffers=16MB'],
    cwd: folder,
    user,
    // Fast shutdown: open connections are cut.
    stopSignal: 'SIGINT',
    isReady: (output) => output.includes('ready to accept connections'),
  })
  return {
    url: `postgres://endcap:open-secret@127.0.0.1:${port}/postgres`,
    stop: program.stop,
    kill: program.kill,
    restart: program.restart,
    async close() {
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Folder of the newest PostgreSQL's programs. */
function findPostgres(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const found = versions.map((version) => join(root, version, 'bin')).find((path) => existsSync(join(path, 'initdb')))
  if (!found) throw new Error('PostgreSQL is missing: node scripts/setup.mjs --test installs it')
  return found
}

async function userOf(name: string): Promise<{ uid: number; gid: number }> {
  const ask = async (flag: string) => Number((await execute('id', [flag, name])).stdout)
  return { uid: await ask('-u'), gid: await ask('-g') }
}
