import type { IsFree } from './when-hydrated.js'

/** How often the roots are looked at, in ms. */
const LOOK_MS = 50
/** How long after `load` a root is given that shows no sign of a framework; its page may need none. */
const DOUBT_MS = 2000
/** The same for a root that only a framework writes, or that the page marked itself. */
const CERTAIN_MS = 30_000
/** Roots that pages without a framework have too. */
const DOUBTFUL = /^(root|app)$/

/** What frameworks note on the nodes that they own: no interface of theirs, so all of it may be missing. */
type Noted = Node & Record<string, unknown>
interface Fiber {
  readonly stateNode?: { readonly current?: { readonly memoizedState?: { readonly isDehydrated?: boolean } } }
}

/** The value of the first own property whose name begins so. */
function noteOf(node: Node, start: string): unknown {
  const key = Object.keys(node).find((name) => name.startsWith(start))
  return key && (node as Noted)[key]
}

/** Whether React owns the element: it notes that when hydration reaches it, or when it makes it. */
const isReacts = (element: Element) =>
  !!noteOf(element, '__reactFiber$') || !!noteOf(element, '__reactInternalInstance$')

/** Whether the framework of a root has taken over: true; false: it is about to; undefined: no sign of one. */
function isTaken(root: Node): boolean | undefined {
  const { __vue_app__, __vue__, _reactRootContainer } = root as Noted
  if (__vue_app__ || __vue__ || _reactRootContainer) return true
  // React notes its root when it begins, and on the root's state when all but what is suspended was committed.
  const fiber = noteOf(root, '__reactContainer$') as Fiber | undefined
  if (fiber) return fiber.stateNode?.current?.memoizedState?.isDehydrated !== true
  // What an older React wrote is marked itself; the root of others is around it.
  return root instanceof Element && isReacts(root) ? true : undefined
}

/** What waits, in the order in which it came: elements are defined before placements put them in. */
const tasks: ((isFree: IsFree) => unknown)[] = []

/**
 * Runs a task when the frameworks of all roots have taken over and the page is idle, or it is clear that none will. It is given what
 * tells, of an element within React, whether a part that is suspended is still to be hydrated.
 */
export function awaitHydration(roots: () => readonly Element[], task: (isFree: IsFree) => unknown): void {
  if (tasks.push(task) > 1) return
  let loadedMs: number | undefined

  const isOver = (root: Element): boolean => {
    const taken = isTaken(root) ?? isTaken(document) ?? isTaken(document.body)
    const waitedMs = loadedMs === undefined ? 0 : performance.now() - loadedMs
    if (root.hasAttribute('data-endcap-wait')) return waitedMs > CERTAIN_MS
    return taken ?? waitedMs > (DOUBTFUL.test(root.id) ? DOUBT_MS : CERTAIN_MS)
  }
  const run = () => {
    for (const waiting of tasks.splice(0)) waiting(isFree)
  }
  const look = () => {
    if (document.readyState === 'complete') loadedMs ??= performance.now()
    if (!roots().every(isOver)) setTimeout(look, LOOK_MS)
    // Not between two slices of what React does.
    else if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 500 })
    else setTimeout(run, LOOK_MS)
  }
  look()
}

/**
 * False in a part of React's page that is suspended: what the server wrote between the comments `$` and `/$` is not React's yet. What
 * the page wrote as HTML of its own, or another script put there, is nobody's.
 */
function isFree(element: Element): boolean {
  if (element.closest('[data-endcap-wait]')) return false
  let top = element
  while (!isReacts(top)) {
    const parent = top.parentElement
    if (!parent) return true
    if (isReacts(parent)) {
      for (let before = top.previousSibling; before; before = before.previousSibling) {
        if (before.nodeType !== Node.COMMENT_NODE) continue
        const { data } = before as Comment
        if (data === '/$') return true
        if (/^\$[?!~]?$/.test(data)) return false
      }
      return true
    }
    top = parent
  }
  return true
}
