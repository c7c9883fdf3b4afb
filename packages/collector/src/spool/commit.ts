/** Joins concurrent appends into one write and one sync. */
export interface GroupCommit {
  /** Resolves once `jsons` are durable; rejects when they were not kept. */
  append(jsons: readonly string[]): Promise<void>
  /** Resolves once everything appended so far was answered. */
  settled(): Promise<void>
}

interface Waiting {
  readonly jsons: readonly string[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Creates a group commit over `write`, which makes a list of records durable, all or none. While one write runs,
 * appends gather; the next write takes all of them. Under load the cost of a sync is shared by the whole group.
 */
export function createGroupCommit(write: (jsons: readonly string[]) => Promise<void>): GroupCommit {
  let waiting: Waiting[] = []
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        await write(group.flatMap(({ jsons }) => jsons))
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    running = undefined
  }

  return {
    append: (jsons) =>
      new Promise((resolve, reject) => {
        waiting.push({ jsons, resolve, reject })
        // A turn later, so that requests read in the same turn of the event loop share the first write too.
        running ??= Promise.resolve().then(run)
      }),
    async settled() {
      while (running) await running
    },
  }
}
