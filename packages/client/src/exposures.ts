import type { Tracker } from '@endcap/tracker'
import type { ClientEnv } from './env.js'

/** What this device knows of experiments; all of it under analytics consent. Erased with the visitor. */
interface Told {
  readonly visitor: string
  readonly session: string
  /** `experiment:variant` of this session's exposures. */
  readonly seen: readonly string[]
  /** Variants of sticky experiments, by id. */
  readonly kept: Readonly<Record<string, string>>
}

/** Exposures of a visitor. */
export interface Exposures {
  /**
   * Logs an `experiment_exposure` of what was not told in this session yet, in any tab. The variant of the experiment `sticky` is kept on the
   * device. Without consent nothing is told.
   */
  tell(variants: Readonly<Record<string, string>>, sticky?: string): void
  /** The variant that this device keeps of a sticky experiment. */
  kept(experiment: string): string | undefined
}

const KEY = 'endcap.tests'

/** Creates the exposures. Where storage is blocked, they are remembered as long as the page. */
export function createExposures(
  { visitor, session, track }: Pick<Tracker, 'session' | 'track' | 'visitor'>,
  storage: NonNullable<ClientEnv['tracker']['storage']> | undefined,
): Exposures {
  /** In case that storage keeps nothing. */
  let own: Told | undefined

  function read(): Told | undefined {
    const id = visitor()
    if (id === undefined) return undefined
    const none: Told = { visitor: id, session: session()!, seen: [], kept: {} }
    try {
      const stored: Told | undefined = JSON.parse(storage?.get(KEY) ?? 'null') ?? own
      if (stored?.visitor !== id) return none
      const { seen, kept } = stored
      return { ...none, kept: { ...kept }, seen: stored.session === none.session && Array.isArray(seen) ? seen : [] }
    } catch {
      return none
    }
  }

  return {
    kept: (experiment) => read()?.kept[experiment],
    tell(variants, sticky) {
      const known = read()
      const fresh = Object.entries(variants).filter((pair) => !known?.seen.includes(pair.join(':')))
      if (!known || !fresh[0]) return
      own = {
        ...known,
        seen: [...known.seen, ...fresh.map((pair) => pair.join(':'))],
        kept: sticky ? { ...known.kept, [sticky]: variants[sticky]! } : known.kept,
      }
      storage?.set(KEY, JSON.stringify(own))
      track('experiment_exposure', { experiments: Object.fromEntries(fresh) })
    },
  }
}
