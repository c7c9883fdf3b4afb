import { report } from '../report.js'

/** Whether an element of the page is free to be changed: no framework is still to take over what the server wrote there. */
export type IsFree = (element: Element) => boolean

/** Where frameworks put what a server wrote, and what a page marks itself. */
const ROOTS =
  '[data-endcap-wait],#__next,#__nuxt,#___gatsby,[data-server-rendered],[data-reactroot],:is(#root,#app):not(:empty)'

/** What a server left for a framework that takes over the whole document: Next.js, React Router, Remix, TanStack Start. */
const GLOBALS = ['__next_f', '__reactRouterContext', '__remixContext', '$_TSR']

/** What is, or may be, hydrated on this page. */
const findRoots = (): readonly Element[] => [
  ...document.querySelectorAll(ROOTS),
  ...(GLOBALS.some((name) => name in window) ? [document.documentElement] : []),
]

/**
 * Runs a task once no framework is going to hydrate the page: at once where nothing says that one will. Whoever changes the page
 * before has it thrown away again, with a warning of the framework.
 */
export function whenHydrated(task: (isFree: IsFree) => unknown): void {
  const run = () => task(() => true)
  if (!findRoots()[0]) run()
  else
    import('./hydration.js').then(
      ({ awaitHydration }) => awaitHydration(findRoots, task),
      (cause) => {
        report('network-failed', 'chunks/hydration.js', cause)
        run()
      },
    )
}
