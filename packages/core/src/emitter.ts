/** A typed event emitter. One failing listener never keeps the others from their event. */
export interface Emitter<Events extends object> {
  /** Calls `listener` for each `type` event. Returns its stop. */
  on<Type extends keyof Events>(type: Type, listener: (event: Events[Type]) => void): () => void
  /** Calls every listener of `type`, in the order of their `on`. */
  emit<Type extends keyof Events>(type: Type, event: Events[Type]): void
}

/** Creates an emitter. `onError` gets what a listener threw; without it such errors are dropped. */
export function createEmitter<Events extends object>(onError?: (error: unknown) => void): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>()
  return {
    on(type, listener) {
      const set = listeners.get(type) ?? new Set()
      listeners.set(type, set.add(listener))
      return () => {
        set.delete(listener)
      }
    },
    emit(type, event) {
      for (const listener of [...(listeners.get(type) ?? [])]) {
        try {
          ;(listener as (event: unknown) => void)(event)
        } catch (error) {
          onError?.(error)
        }
      }
    },
  }
}
