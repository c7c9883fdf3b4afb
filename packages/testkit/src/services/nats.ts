import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, type Program, type Service, startProgram } from './process.js'

/** One node of a cluster. */
export type NatsNode = Omit<Service, 'close'> & { readonly server: string }

/** NATS with JetStream. Its own verbs act on all nodes. */
export interface NatsService extends Service {
  /** `host:port` of each node. */
  readonly servers: readonly string[]
  readonly nodes: readonly NatsNode[]
}

/** Starts NATS with JetStream: one node, or a cluster of several. */
export async function startNats(count = 1): Promise<NatsService> {
  const folder = await mkdtemp(join(tmpdir(), 'endcap-nats-'))
  const clients = await freePorts(2 * count)
  const routes = clients.splice(count)
  const peers = routes.map((port) => `nats://127.0.0.1:${port}`).join(',')
  const cluster = (index: number) =>
    count === 1 ? [] : ['--cluster_name', 'endcap', '--cluster', `nats://127.0.0.1:${routes[index]}`, '--routes', peers]
  const programs = await Promise.all(
    clients.map((port, index): Promise<Program> => {
      const name = `node-${index}`
      const own = ['-n', name, '-a', '127.0.0.1', '-p', String(port), '-js', '-sd', join(folder, name)]
      return startProgram({
        command: 'nats-server',
        args: [...own, ...cluster(index)],
        cwd: folder,
        isReady: (output) => output.includes('Server is ready'),
      })
    }),
  )
  const all = (verb: 'stop' | 'kill' | 'restart') => async () =>
    void (await Promise.all(programs.map((program) => program[verb]())))
  const servers = clients.map((port) => `127.0.0.1:${port}`)
  return {
    servers,
    nodes: programs.map(({ stop, kill, restart }, index) => ({
      server: servers[index] as string,
      stop,
      kill,
      restart,
    })),
    stop: all('stop'),
    kill: all('kill'),
    restart: all('restart'),
    async close() {
      await all('kill')()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
