/** An array, or what a tag manager has made of it. */
interface Queue {
  push(...entries: unknown[]): number
}

/** A queue that is listened to. Calling it stops the listening. */
export interface Tap {
  (): void
  /** Looks whether the page put another array in its place, or passed by `push`, and reads what was missed. */
  check(): void
}

/**
 * Listens to a queue of the page, such as `window.dataLayer`. Each object that was queued before is told once, at once; each
 * later push after the page's own `push` has done its work, whoever wrapped it. A queue that does not exist yet is awaited, not
 * created: pages look whether it is there. What the listener throws is lost, so that it cannot break the page.
 */
export function tapQueue(window: Window, name: string, listener: (entry: unknown) => void): Tap {
  const owner = window as unknown as Record<string, unknown>
  const heard = new WeakSet<object>()
  let layer: Queue['push'] | undefined
  let undo = () => {}
  let stopped = false

  function hear(entry: unknown): void {
    if (Object(entry) !== entry) return
    heard.add(entry as object)
    try {
      listener(entry)
    } catch {
      // Nothing of ours may break the page's push.
    }
  }

  /** Only the newest layer speaks: a wrapper that keeps calling an older one must not double what is pushed. */
  function wrap(queue: Queue): void {
    const original = queue.push
    const wrapped: Queue['push'] = (...entries) => {
      const length = original.apply(queue, entries)
      if (layer !== wrapped || stopped) return length
      // Marked before any is told: a look in between shall not tell the later ones.
      for (const entry of entries) if (Object(entry) === entry) heard.add(entry as object)
      entries.forEach(hear)
      return length
    }
    layer = wrapped
    undo = () => {
      if (queue.push === wrapped) queue.push = original
    }
    // A frozen queue is still read at each look.
    Reflect.set(queue, 'push', wrapped)
  }

  function check(): void {
    try {
      const queue = owner[name] as (Queue & readonly unknown[]) | undefined
      if (stopped || typeof queue?.push !== 'function') return
      if (queue.push !== layer) wrap(queue)
      if (Array.isArray(queue)) {
        for (const entry of queue.slice()) if (!heard.has(entry)) hear(entry)
      }
    } catch {
      // A guarded queue is read as far as it can be.
    }
  }

  const untrap = awaitProperty(window, name, check)
  check()
  const stop = () => {
    stopped = true
    untrap()
    undo()
  }
  return Object.assign(stop, { check })
}

/** Runs `found` when a property that is undefined now is first set; it is a plain property again from then on. */
function awaitProperty(window: Window, name: string, found: () => void): () => void {
  const before = Object.getOwnPropertyDescriptor(window, name)
  if ((window as unknown as Record<string, unknown>)[name] !== undefined || before?.configurable === false)
    return () => {}
  const set = (value: unknown) => {
    Object.defineProperty(window, name, { value, configurable: true, enumerable: true, writable: true })
    // Another tap may wait below.
    before?.set?.(value)
    found()
  }
  Object.defineProperty(window, name, { get: () => undefined, set, configurable: true })
  return () => {
    if (Object.getOwnPropertyDescriptor(window, name)?.set !== set) return
    if (before) Object.defineProperty(window, name, before)
    else Reflect.deleteProperty(window, name)
  }
}
