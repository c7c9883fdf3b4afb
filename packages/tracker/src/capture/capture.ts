import type { EventItem, EventType } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { listen } from '../listen.js'
import type { scrubUrl } from '../scrub.js'
import type { EventFields } from '../tracker.js'
import type { observeImpressions } from './impression.js'
import { captureMarkup } from './markup.js'
import { captureNavigations, type Navigations } from './page.js'

/** What the tracker observes by itself, beyond the first page view. Loaded when the page has started. */
export interface Capture extends Navigations {
  /** A new page view: marked-up products and lists count again. */
  view(): void
}

/** What the observers need. Functions that the tracker has are handed over: a chunk would bring its own copy. */
export interface CaptureParts {
  readonly env: Pick<TrackerEnv, 'clock' | 'random' | 'window'>
  readonly describe?: ((id: string) => EventItem | undefined) | undefined
  /** Address of the last page view, scrubbed. */
  readonly from: string
  readonly track: (type: EventType, fields: EventFields) => void
  readonly onNavigate: () => void
  readonly listen: typeof listen
  readonly scrubUrl: typeof scrubUrl
  readonly observeImpressions: typeof observeImpressions
}

/** Starts the observers that the options ask for. */
export function startCapture(parts: CaptureParts & { readonly markup: boolean; readonly spa: boolean }): Capture {
  const marks = parts.markup ? captureMarkup(parts) : undefined
  const navigations = parts.spa ? captureNavigations(parts) : undefined
  return {
    view: () => marks?.view(),
    check: () => navigations?.check(),
    stop() {
      marks?.stop()
      navigations?.stop()
    },
  }
}
