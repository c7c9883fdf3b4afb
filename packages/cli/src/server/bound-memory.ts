import type { QueryParameters, Warehouse } from '@endcap/insights'

/** A warehouse whose memory is bounded while nobody asks it anything. */
export interface BoundMemory {
  /** As the one that was given; its own bound holds while a question runs. */
  readonly warehouse: Warehouse
  /** Runs a task that asks past `warehouse`, by a connection of its own. */
  during<T>(task: () => Promise<T>): Promise<T>
  /** To be told why a sink that writes to it failed: when it was for want of memory, the low bound is given up. */
  onFailure(error: unknown): void
  stop(): void
}

/** When the low bound holds, and what it is. */
export interface BoundMemoryOptions {
  /** Rows that wait for a whole row group take up to 45 MiB of it. @default 96 MiB */
  readonly idleBytes?: number
  /** How long after the last question. @default 10000 */
  readonly afterMs?: number
}

/**
 * Bounds what DuckDB holds between questions. It keeps every page that was read or written until it has four fifths of the machine, so a
 * collector would grow with its file; a report may have all of that, and for as long as it runs it has.
 */
export async function boundMemory(warehouse: Warehouse, options: BoundMemoryOptions = {}): Promise<BoundMemory> {
  const { idleBytes = 96 * 2 ** 20, afterMs = 10_000 } = options
  const [{ full }] = (await warehouse.query(`SELECT current_setting('memory_limit') AS "full"`)) as [{ full: string }]
  const low = `${idleBytes}B`
  let running = 0
  let isLow = false
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()

  /** One after the other. Fails when more is in use than may be freed: then the bound before stays. */
  function set(limit: string): Promise<void> {
    last = last.then(async () => {
      if (isOver || isLow === (limit === low)) return
      await warehouse.query(`SET memory_limit = '${limit}'`).then(
        () => (isLow = limit === low),
        () => {},
      )
    })
    return last
  }

  function later(): void {
    timer = setTimeout(() => running === 0 && set(low), afterMs).unref()
  }

  async function during<T>(task: () => Promise<T>): Promise<T> {
    running++
    clearTimeout(timer)
    try {
      await set(full)
      return await task()
    } finally {
      if (--running === 0 && !isOver) later()
    }
  }

  later()
  return {
    warehouse: {
      ...warehouse,
      query: (sql, parameters) => during(() => warehouse.query(sql, parameters)),
      keep: (sql, parameters) => during(() => warehouse.keep(sql, parameters)),
      transaction: (task) => during(() => warehouse.transaction(task)),
      async *stream<Row>(sql: string, parameters?: QueryParameters) {
        running++
        clearTimeout(timer)
        try {
          await set(full)
          yield* warehouse.stream<Row>(sql, parameters)
        } finally {
          if (--running === 0 && !isOver) later()
        }
      },
    },
    during,
    onFailure(error) {
      if (!/out of memory|(?:could not|failed to) allocate/i.test(String(error))) return
      void set(full).then(() => (isOver = true))
    },
    stop() {
      isOver = true
      clearTimeout(timer)
    },
  }
}
