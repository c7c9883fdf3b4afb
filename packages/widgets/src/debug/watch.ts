import type { Client } from '@endcap/client'

/** What can only be known by looking on. Begins when somebody first looks for faults, and lasts as long as the page. */
export interface Watch {
  /** Config, catalogue and model are loaded, or failed. */
  isReady: boolean
  /** What the page's Content Security Policy forbade, in words, each once; Chromium also tells what came before. */
  readonly violations: Set<string>
}

/** What an event and a report of a violation have in common, but for one name (w3.org/TR/CSP3, section 5). */
interface Violation {
  readonly effectiveDirective?: string
  readonly blockedURI?: string
  readonly blockedURL?: string
  readonly sourceFile?: string | null
  readonly lineNumber?: number | null
}

type Observer = new (
  listener: (reports: readonly { readonly body: Violation | null }[]) => void,
  options: { readonly types: readonly string[]; readonly buffered: boolean },
) => { observe(): void }

/** Most violations that are kept: a page may be full of them. */
const VIOLATIONS_COUNT = 20

const watches = new WeakMap<Client, Watch>()

/** The watch over one client: begun by the first call, the same for each later one. */
export function watchFaults(client: Client, window: Window): Watch {
  const known = watches.get(client)
  if (known) return known
  const watch: Watch = { isReady: false, violations: new Set() }
  watches.set(client, watch)
  client.ready.then(() => {
    watch.isReady = true
  })

  const note = ({ effectiveDirective, blockedURI, blockedURL, sourceFile, lineNumber }: Violation) => {
    const at = sourceFile ? ` (${sourceFile}:${lineNumber})` : ''
    if (watch.violations.size < VIOLATIONS_COUNT)
      watch.violations.add(`${effectiveDirective} forbids ${blockedURI ?? blockedURL}${at}`)
  }
  window.document.addEventListener('securitypolicyviolation', note)
  const { ReportingObserver } = window as Window & { readonly ReportingObserver?: Observer }
  if (ReportingObserver) {
    const heard = (reports: readonly { readonly body: Violation | null }[]) => {
      for (const { body } of reports) if (body) note(body)
    }
    new ReportingObserver(heard, { types: ['csp-violation'], buffered: true }).observe()
  }
  return watch
}
