import type { EventItem, EventType } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { EventFields } from '../tracker.js'
import { captureMarkup } from './markup.js'
import { captureNavigations, type Navigations } from './page.js'

/** What the tracker observes by itself, beyond the first page view. Loaded when the page has started. */
export interface Capture extends Navigations {
  /** A new page view: marked-up products and lists count again. */
  view(): void
}

/** Starts the observers that the options ask for. */
export function startCapture(parts: {
  readonly env: Pick<TrackerEnv, 'clock' | 'random' | 'window'>
  readonly markup: boolean
  readonly spa: boolean
  readonly describe?: ((id: string) => EventItem | undefined) | undefined
  /** Address of the last page view. */
  readonly from: string
  readonly track: (type: EventType, fields: EventFields) => void
  readonly onNavigate: () => void
}): Capture {
  const { env, markup, spa, from, onNavigate } = parts
  const marks = markup ? captureMarkup(parts) : undefined
  const navigations = spa ? captureNavigations(env, from, onNavigate) : undefined
  return {
    view: () => marks?.view(),
    check: () => navigations?.check(),
    stop() {
      marks?.stop()
      navigations?.stop()
    },
  }
}
