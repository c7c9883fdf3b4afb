import { listen } from '../listen.js'

/** As many count of one page: a loop that fails in each frame is one fault, and would drown all other pages. */
const MOST = 100
/** The browser tells of it as an error; nothing has failed. */
const HARMLESS = /^ResizeObserver loop/

/** Uncaught errors and unhandled rejections of a page view, at most 100 of each number. */
export interface ErrorCount {
  readonly errors: number
  /** Those of them that come from the files of the script tag. Absent where Endcap is part of the shop's own bundle. */
  readonly endcap_errors?: number
}

/** A running count. */
export interface PageErrors {
  count(): ErrorCount
  /** Begins anew, for a new page view. */
  reset(): void
  stop(): void
}

/** Counts what no code of the page catches. Nothing of an error is kept, and nothing changes for the page. */
export function countErrors(window: Window): PageErrors {
  let all = 0
  let own = 0
  const isOwn = ownFiles(window.document)

  function note(cause: unknown, file = ''): void {
    all = Math.min(all + 1, MOST)
    if (isOwn?.(file || firstFile(cause))) own = Math.min(own + 1, MOST)
  }

  const stops = [
    listen<ErrorEvent>(window, 'error', ({ message, error, filename }) => {
      if (!HARMLESS.test(message)) note(error, filename)
    }),
    listen<PromiseRejectionEvent>(window, 'unhandledrejection', ({ reason }) => note(reason)),
  ]
  return {
    count: () => ({ errors: all, ...(isOwn && { endcap_errors: own }) }),
    reset() {
      all = own = 0
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}

/** Tells the files of the script tag from others; undefined on a page without one. */
function ownFiles(document: Document): ((file: string) => boolean) | undefined {
  const src = document.querySelector<HTMLScriptElement>('script[data-key][src]')?.src ?? ''
  const [, base] = /^(.*\/)(?:endcap|loader)\.js(?:[?#]|$)/.exec(src) ?? []
  return base === undefined
    ? undefined
    : (file) => file.startsWith(base) && /^(endcap\.js|chunks\/)/.test(file.slice(base.length))
}

/** The address that a stack begins with; empty for what is no error. */
function firstFile(cause: unknown): string {
  const { stack } = (cause ?? {}) as { readonly stack?: unknown }
  return /https?:\/\/[^\s()]+/.exec(String(stack))?.[0] ?? ''
}
