import { createServer } from 'node:net'
import { CommandError } from '../io.js'

/** Ports tried after the first. */
const TRIES = 50

/** True when nothing listens there. Throws when this user may not listen there at all, or the host is not this machine. */
export function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((answer, refuse) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') answer(false)
      else
        refuse(
          new CommandError(
            `cannot listen on ${host}:${port} (${error.code})`,
            'choose others with --host and --port',
            error,
          ),
        )
    })
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => answer(true)))
  })
}

/** The port that was asked for, or, when none was, the first free one from `start` on. Throws when it is not to be had. */
export async function findPort(host: string, wanted: number | undefined, start: number): Promise<number> {
  if (wanted !== undefined) {
    if (wanted === 0 || (await isPortFree(host, wanted))) return wanted
    throw new CommandError(`port ${wanted} is in use`, 'stop the program that uses it, or choose another with --port')
  }
  for (let port = start; port < start + TRIES; port++) if (await isPortFree(host, port)) return port
  throw new CommandError(`ports ${start} to ${start + TRIES - 1} are all in use`, 'choose one with --port')
}
