/** The process around a command, so that tests can stand in for it. */
export interface Io {
  /** Writes to standard output as it is. */
  stdout(text: string): void
  stderr(text: string): void
  /** Standard error is a terminal: progress may rewrite its line. */
  readonly isTerminal: boolean
  /** How this program is called, for command lines to copy: `endcap`, or `node packages/cli/dist/bin.js`. */
  readonly program: string
  /** Relative paths start here. */
  readonly cwd: string
  /** Variables of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves when a long-running command shall end: the process got SIGINT or SIGTERM. */
  readonly stopped: Promise<void>
}

/** Wrong use of the command line: exit code 2. The message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Something could not be done: exit code 1. The message says what, and `fix` how to put it right. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly fix: string | undefined

  constructor(message: string, fix?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.fix = fix
  }
}
