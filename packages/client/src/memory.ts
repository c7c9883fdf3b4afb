import { type Consent, EMPTY_PROFILE, type EventEnvelope, type Profile, type Store } from '@endcap/core'
import type { Fail } from './fail.js'

const KEY = 'profile'
/** Events kept while consent or the catalogue is still unknown. */
const WAITING_MAX = 100

/** The profile of this visitor: in the page, and in the store once there is consent. */
export interface Memory {
  profile(): Profile
  /** Folds an event in, or keeps it in the page until {@link Memory.consent} says what may be done with it. */
  fold(event: EventEnvelope): void
  /**
   * `granted`: reads the store and folds what waited. `denied`: forgets all of it, and what the device holds too when the visitor
   * has `refused`. `unknown`: nothing is read or written.
   */
  consent(answer: Consent, refused?: boolean): Promise<void>
  /** Puts others in place of the profile and of the events that wait to be folded into it. */
  change(edit: (profile: Profile, waiting: EventEnvelope[]) => [Profile, EventEnvelope[]]): void
  /** Reads the store again, after another tab may have written it. */
  reload(): Promise<void>
  erase(): Promise<void>
}

/** What a memory works with. `onChange` is called when the profile came from elsewhere than {@link Memory.fold}: who folds knows. */
export interface MemoryOptions {
  readonly store: Store
  /** The profile after an event; the same object when the event says nothing. */
  fold(profile: Profile, event: EventEnvelope): Profile
  onChange(): void
  readonly fail: Fail
}

/** Creates the memory. The store is not touched before `consent('granted')`. */
export function createMemory({ store, fold, onChange, fail }: MemoryOptions): Memory {
  let profile = EMPTY_PROFILE
  let waiting: EventEnvelope[] = []
  let open = false
  /** What the store holds is on its way: what happens meanwhile waits, or it would be folded into nothing and lost. */
  let loading = false

  const failed = (cause: unknown) => fail('storage-failed', KEY, cause)

  /** Folds in the task of the event, and issues the put in it too: on an open connection it lands though the page goes away. */
  function foldAll(events: readonly EventEnvelope[]): void {
    const before = profile
    for (const event of events) profile = fold(profile, event)
    if (profile !== before) save()
  }

  const save = () => void store.set(KEY, profile).catch(failed)

  async function reload(): Promise<void> {
    if (!open) return
    loading = true
    const stored = await store.get<Profile>(KEY).catch(failed)
    loading = false
    if (!open) return
    if (stored?.v === EMPTY_PROFILE.v) profile = stored
    foldAll(waiting.splice(0))
    onChange()
  }

  async function forgetAll(erases: unknown): Promise<void> {
    waiting = []
    profile = EMPTY_PROFILE
    onChange()
    if (await erases) await store.clear().catch(failed)
  }

  return {
    profile: () => profile,
    fold(event) {
      if (open && !loading) foldAll([event])
      else if (event.consent.personalization !== 'denied' && waiting.length < WAITING_MAX) waiting.push(event)
    },
    async consent(answer, refused) {
      const wrote = open
      open = answer === 'granted' || (open && answer === 'unknown')
      if (answer === 'denied') return forgetAll(refused && (wrote || store.exists?.().catch(failed)))
      if (!wrote) await reload()
    },
    change(edit) {
      ;[profile, waiting] = edit(profile, waiting)
      if (open) save()
      onChange()
    },
    reload,
    erase: () => forgetAll(open),
  }
}
