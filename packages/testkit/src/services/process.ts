import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A real server that a test started. */
export interface Service {
  /** Ends it as an administrator would, and waits for its end. */
  stop(): Promise<void>
  /** Ends it as a power cut would (SIGKILL), and waits for its end. */
  kill(): Promise<void>
  /** Starts it again on the same ports and data; resolves once it answers. */
  restart(): Promise<void>
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

/** How to run a program as a service. */
export interface ProgramOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The user to run as, for programs that refuse to be root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  /** Beside the variables of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** The signal of an orderly end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals
  /** Resolves to true once the program answers. Asked again and again, with its output so far. */
  isReady(output: string): boolean | Promise<boolean>
}

/** A program that runs, with the means to end it and to start it again. */
export interface Program extends Omit<Service, 'close'> {
  readonly output: () => string
  /** Sends a signal that does not end it, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void
}

const READY_MS = 30_000
const STOP_MS = 10_000
const ASK_EVERY_MS = 25
const OUTPUT_LENGTH = 1 << 16

/** Starts a program and waits until it is ready. Rejects with its output when it ends or stays silent. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { command, args, cwd, user, env, stopSignal = 'SIGTERM' } = options
  const environment = env && { env: { ...process.env, ...env } }
  let child: ChildProcess
  let ended: Promise<void>
  let output = ''

  async function start(): Promise<void> {
    output = ''
    let failure: Error | undefined
    let hasEnded = false
    child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], ...user, ...environment })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data) => (output = (output + data).slice(-OUTPUT_LENGTH)))
    child.on('error', (error) => (failure = error))
    ended = new Promise<void>((resolve) => child.on('close', () => resolve())).then(() => {
      hasEnded = true
    })
    for (const deadline = Date.now() + READY_MS; !(await options.isReady(output)); await sleep(ASK_EVERY_MS)) {
      if (failure || hasEnded || Date.now() > deadline) {
        child.kill('SIGKILL')
        throw new Error(`${command} did not get ready: ${output.slice(-2000)}`, { cause: failure })
      }
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await ended
    clearTimeout(timer)
  }

  await start()
  return {
    output: () => output,
    signal: (name) => void child.kill(name),
    stop: () => end(stopSignal),
    kill: () => end('SIGKILL'),
    restart: start,
  }
}

/** Ports that nothing listens on now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.on('error', reject)
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
        }),
    ),
  )
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
