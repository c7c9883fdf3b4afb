import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Problem } from '@endcap/core'

/** What is wrong with a line of an imported file. */
export interface ImportProblem extends Problem {
  /** From 1, as an editor counts. */
  readonly line: number
}

/** What an import did. */
export interface ImportReport {
  /** Lines with data, header and blank lines left out. */
  readonly lines: number
  /** Events written. 0 when problems stopped the import. */
  readonly added: number
  /** Events that were in the warehouse already. */
  readonly duplicates: number
  /** Sound lines that are not a purchase (returns, cancellations). */
  readonly skipped: number
  readonly problems: readonly ImportProblem[]
}

/** How to import. */
export interface ImportOptions {
  /** `.gz` is unpacked. */
  readonly file: string
  /**
   * True: bad lines are left out and the others written. False: one bad line stops the import and nothing is written.
   * @default false
   */
  readonly skipBad?: boolean
  /** Told how many lines were read so far, now and then. */
  readonly onProgress?: (lines: number) => void
}

/** How many lines pass between two calls of `onProgress`. */
export const PROGRESS_LINES = 20_000

/** The bytes of a file, unpacked when its name ends with `.gz`. */
export function openFile(file: string): Readable {
  const raw = createReadStream(file)
  if (!file.endsWith('.gz')) return raw
  const unpacked = createGunzip()
  raw.on('error', (error) => unpacked.destroy(error))
  return raw.pipe(unpacked)
}
