import type { SpoolBatch } from './batch.js'

/** Joins concurrent appends into one write and one sync. */
export interface GroupCommit {
  /** Resolves once the batch is durable; rejects when it was not kept. */
  append(batch: SpoolBatch): Promise<void>
  /** Resolves once everything appended so far was answered. */
  settled(): Promise<void>
}

/** Batches that are written together, and what all of their senders wait for. */
interface Group {
  readonly batches: SpoolBatch[]
  readonly written: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

function createGroup(): Group {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => {}, () => {}]
  const written = new Promise<void>((...both) => ([resolve, reject] = both))
  return { batches: [], written, resolve, reject }
}

/**
 * Creates a group commit over `write`, which makes a list of batches durable, all or none. While one write runs,
 * appends gather; the next write takes all of them. Under load the cost of a sync is shared by the whole group.
 */
export function createGroupCommit(write: (batches: readonly SpoolBatch[]) => Promise<void>): GroupCommit {
  let gathering: Group | undefined
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (gathering) {
      // Behind all that this turn of the event loop reads: requests that came together share a write.
      await new Promise((resolve) => setImmediate(resolve))
      const { batches, resolve, reject }: Group = gathering
      gathering = undefined
      await write(batches).then(resolve, reject)
    }
    running = undefined
  }

  return {
    append(batch) {
      gathering ??= createGroup()
      gathering.batches.push(batch)
      running ??= run()
      return gathering.written
    },
    async settled() {
      while (running) await running
    },
  }
}
