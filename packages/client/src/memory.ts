import { type Consent, EMPTY_PROFILE, EndcapError, type EventEnvelope, type Product, type Profile } from '@endcap/core'
import { foldEvent } from '@endcap/ranker'
import type { ProfileStore } from './profile-store.js'

const KEY = 'profile'
/** Events kept while consent or the catalogue is still unknown. */
const WAITING_MAX = 100

/** The profile of this visitor: in the page, and in the store once there is consent. */
export interface Memory {
  profile(): Profile
  /** Folds an event in, or keeps it in the page until {@link Memory.consent} says what may be done with it. */
  fold(event: EventEnvelope): void
  /** `granted`: reads the store and folds what waited. `denied`: forgets all of it. `unknown`: nothing is read or written. */
  consent(answer: Consent): Promise<void>
  /** Reads the store again, after another tab may have written it. */
  reload(): Promise<void>
  erase(): Promise<void>
}

/** What a memory works with. `onChange` is called after each change of the profile. */
export interface MemoryOptions {
  readonly store: ProfileStore
  product(id: string): Product | undefined
  onChange(): void
  onError(error: EndcapError): void
}

/** Creates the memory. The store is not touched before `consent('granted')`. */
export function createMemory({ store, product, onChange, onError }: MemoryOptions): Memory {
  let profile = EMPTY_PROFILE
  let waiting: EventEnvelope[] = []
  let open = false

  const failed = (cause: unknown) => onError(new EndcapError('storage-failed', 'profile', cause))
  // Issued in the same task as the event: a put on an open connection lands even when the page goes away next.
  const save = () => store.set(KEY, profile).catch(failed)

  async function read(): Promise<void> {
    const stored = await store.get<Profile>(KEY).catch(failed)
    if (open && stored?.v === 1) profile = stored
  }

  async function forget(): Promise<void> {
    const wrote = open
    open = false
    waiting = []
    profile = EMPTY_PROFILE
    onChange()
    if (wrote) await store.deleteMany([KEY]).catch(failed)
  }

  return {
    profile: () => profile,
    fold(event) {
      if (!open) {
        if (event.consent.personalization !== 'denied' && waiting.length < WAITING_MAX) waiting.push(event)
        return
      }
      const folded = foldEvent(profile, event, product)
      if (folded === profile) return
      profile = folded
      save()
      onChange()
    },
    async consent(answer) {
      if (answer === 'denied') return forget()
      if (answer === 'unknown' || open) return
      open = true
      await read()
      if (!open) return
      const before = profile
      profile = waiting.splice(0).reduce((state, event) => foldEvent(state, event, product), profile)
      if (profile !== before) save()
      onChange()
    },
    async reload() {
      if (!open) return
      await read()
      onChange()
    },
    async erase() {
      const wasOpen = open
      await forget()
      open = wasOpen
    },
  }
}
