/** Where finished files go. Names are paths with `/`, below a root that the place knows. */
export interface ParquetPlace {
  /** Readies it; called again after it failed. */
  open(): Promise<void>
  /** A folder on this machine to write files in before they are put. */
  readonly workFolder: () => string
  /** The text under a name; undefined when there is none. */
  readText(name: string): Promise<string | undefined>
  /** Replaces a text in one step; durable once resolved. */
  writeText(name: string, text: string): Promise<void>
  /** Hands over a finished file of the work folder: readers see all of it or nothing. Durable once resolved. */
  put(name: string, file: string): Promise<void>
  /** The names below a folder that end so, in order. */
  list(folder: string, end: string): Promise<readonly string[]>
  /** A file on this machine with what stands under a name; `free` it afterwards. */
  fetch(name: string): Promise<{ readonly path: string; free(): Promise<void> }>
  /** A name that is not there is no error. */
  remove(name: string): Promise<void>
  close(): Promise<void>
}
