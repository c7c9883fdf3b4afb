import { onTestFinished } from 'vitest'
import { type Io, run } from '../src/index.js'

/** What a command wrote and how it ended. */
export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs until it is stopped. */
export interface Running {
  /** Resolves with what is on standard output once something is. */
  readonly started: Promise<string>
  stop(): Promise<Finished>
}

/**
 * Starts a command line in this process, for the length of a test: one that fails before it stops its command does not leave it running.
 * A worker that ends with a warehouse open takes the whole run with it (DuckDB's client aborts the process).
 */
export function startCommand(argv: readonly string[], cwd?: string, env?: Io['env']): Running {
  const running = launch(argv, cwd, env)
  onTestFinished(async () => void (await running.stop()))
  return running
}

/** Runs a command line in this process to its end. */
export function runCommand(argv: readonly string[], cwd?: string, env?: Io['env']): Promise<Finished> {
  return launch(argv, cwd, env).stop()
}

function launch(argv: readonly string[], cwd = process.cwd(), env: Io['env'] = {}): Running {
  let [stdout, stderr] = ['', '']
  let announce: (text: string) => void = () => {}
  let end: () => void = () => {}
  const stopped = new Promise<void>((resolve) => {
    end = resolve
  })
  const printed = new Promise<string>((resolve) => {
    announce = resolve
  })
  const code = run(argv, {
    stdout(text) {
      stdout += text
      announce(stdout)
    },
    stderr(text) {
      stderr += text
    },
    isTerminal: false,
    program: 'endcap',
    cwd,
    env,
    now: Date.now,
    stopped,
  })
  const failed = code.then((value) => Promise.reject(new Error(`ended with ${value}: ${stderr}`)))
  const started = Promise.race([printed, failed])
  // Who only waits for the end never looks at it.
  started.catch(() => {})
  return {
    started,
    async stop() {
      end()
      return { code: await code, stdout, stderr }
    },
  }
}
