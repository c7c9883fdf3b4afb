import { onScopeDispose, type Ref, watch } from 'vue'

/** What lives as long as an element. */
export interface ElementLife {
  /** Called when `changes` was drawn, at first too. */
  update?(): void
  readonly stops: readonly (() => void)[]
}

/** Starts something with the element of a template ref when that is drawn, tells it of later changes, and stops it with either. */
export function useElement<E extends Element>(
  element: Ref<E | null | undefined>,
  changes: Ref<unknown>,
  start: (element: E) => ElementLife,
): void {
  let life: ElementLife | undefined
  const stop = () => {
    for (const end of life?.stops ?? []) end()
    life = undefined
  }
  watch(
    [element, changes],
    ([now], [before]) => {
      if (now !== before) {
        stop()
        life = now ? start(now as E) : undefined
      }
      life?.update?.()
    },
    { flush: 'post' },
  )
  onScopeDispose(stop)
}
