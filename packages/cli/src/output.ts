import type { Io } from './io.js'

/** Where a command's words go: its result to standard output, everything else to standard error. */
export interface Output {
  /** True with `--json`. */
  readonly isJson: boolean
  /** The result: `data` as one line of JSON, or `lines` for people. */
  result(data: object, lines: readonly string[]): void
  /** A remark on standard error. */
  note(line: string): void
  /** How far long work is: a line that rewrites itself on a terminal, elsewhere a plain line every few seconds. */
  progress(line: string): void
  /** Ends a line of progress, so that what follows starts on its own. */
  done(): void
}

/** Plain lines of progress are at least this far apart. */
const PLAIN_PROGRESS_MS = 3000
const ERASE_LINE = '\r\u001b[2K'

/** Creates the output of one run. */
export function createOutput(io: Io, isJson: boolean): Output {
  let isOpen = false
  let lastMs = io.now()

  function done(): void {
    if (isOpen) io.stderr(ERASE_LINE)
    isOpen = false
  }
  return {
    isJson,
    result(data, lines) {
      done()
      io.stdout(isJson ? `${JSON.stringify(data)}\n` : lines.map((line) => `${line}\n`).join(''))
    },
    note(line) {
      done()
      io.stderr(`${line}\n`)
    },
    progress(line) {
      if (io.isTerminal) {
        io.stderr(ERASE_LINE + line)
        isOpen = true
      } else if (io.now() - lastMs >= PLAIN_PROGRESS_MS) {
        io.stderr(`${line}\n`)
        lastMs = io.now()
      }
    },
    done,
  }
}
