import type { SpoolBatch } from './batch.js'

/** Joins concurrent appends into one write and one sync. */
export interface GroupCommit {
  /** Resolves once the batch is durable; rejects when it was not kept. */
  append(batch: SpoolBatch): Promise<void>
  /** Resolves once everything appended so far was answered. */
  settled(): Promise<void>
}

interface Waiting {
  readonly batch: SpoolBatch
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Creates a group commit over `write`, which makes a list of batches durable, all or none. While one write runs,
 * appends gather; the next write takes all of them. Under load the cost of a sync is shared by the whole group.
 */
export function createGroupCommit(write: (batches: readonly SpoolBatch[]) => Promise<void>): GroupCommit {
  let waiting: Waiting[] = []
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // Behind all that this turn of the event loop reads: requests that came together share a write.
      await new Promise((resolve) => setImmediate(resolve))
      const group = waiting
      waiting = []
      try {
        await write(group.map(({ batch }) => batch))
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    running = undefined
  }

  return {
    append: (batch) =>
      new Promise((resolve, reject) => {
        waiting.push({ batch, resolve, reject })
        running ??= run()
      }),
    async settled() {
      while (running) await running
    },
  }
}
