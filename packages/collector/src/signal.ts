/** Wakes whoever waits. A notice given while nobody waits is not kept: check the state, then wait. */
export interface Signal {
  /** Resolves at the next notice. */
  wait(): Promise<void>
  notify(): void
}

/** Creates a signal. */
export function createSignal(): Signal {
  let waiting: (() => void)[] = []
  return {
    wait: () => new Promise((resolve) => waiting.push(resolve)),
    notify() {
      const woken = waiting
      waiting = []
      for (const resolve of woken) resolve()
    },
  }
}
