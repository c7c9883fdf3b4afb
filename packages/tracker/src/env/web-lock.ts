import type { TryLock } from '@endcap/core'

/** The Web Locks API as a {@link TryLock}. Without it, or where an opaque origin forbids it, the task runs unguarded. */
export const webLock: TryLock = async (name, task) => {
  let isFree = true
  let done: Promise<void> | undefined
  try {
    await navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      isFree = !!lock
      if (lock) done = task()
      return done
    })
  } catch {
    await (done ?? task())
  }
  return isFree
}
