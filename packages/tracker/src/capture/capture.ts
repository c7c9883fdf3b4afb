import type { EventEnvelope, EventItem, EventType, PageKind } from '@endcap/core'
import { lookForTools } from '../consent/look.js'
import type { SourceName } from '../detect/detector.js'
import { startDetectors } from '../detect/detectors.js'
import { createHub, type Detected } from '../detect/hub.js'
import type { PageParts } from '../detect/page.js'
import type { TrackerEnv } from '../env/env.js'
import type { listen } from '../listen.js'
import type { EventFields } from '../tracker.js'
import { captureMarkup } from './markup.js'
import { captureNavigations, type Navigations } from './page.js'

/** Platforms and tag managers come late: these many ms after a page view, the page is looked at again. */
const LATE_MS = [600, 1500, 4000, 8000]

/** What the tracker observes by itself, beyond the first page view. Loaded when the page has started. */
export interface Capture extends Navigations {
  /** A new page view: marked-up products and lists count again. */
  view(): void
  /** The page goes away: what is held back is tracked now. */
  leave(): void
  /** The shop's own code has tracked this. */
  called(type: EventType, fields: EventFields): void
  detected(): Detected
}

/** What the observers need. Functions that the tracker has are handed over: a chunk would bring its own copy. */
export interface CaptureParts {
  readonly env: Pick<TrackerEnv, 'clock' | 'random' | 'fetch' | 'window'>
  readonly describe?: ((id: string) => EventItem | undefined) | undefined
  /** Address of the last page view, cut. */
  readonly from: string
  /** Tracks what was seen, at the moment `ts` (ms since 1970) where it is already past. */
  readonly track: (type: EventType, fields: EventFields, ts?: number) => void
  readonly onEvent: (listener: (event: EventEnvelope) => void) => () => void
  readonly kind: () => PageKind
  readonly isAllowed: () => boolean
  readonly onNavigate: () => void
  /** A consent tool has come late. */
  readonly onLook: () => void
  readonly listen: typeof listen
  readonly cutUrl: (address: string) => string
}

/** What is to be observed. */
export interface CaptureOptions {
  readonly markup: boolean
  readonly spa: boolean
  readonly detect: boolean | readonly SourceName[]
  readonly ga4?: 'off' | 'mirror'
}

/** A file that did not come is told by the browser; the page does without. */
const ignore = () => {}

/** Starts the observers that the options ask for. */
export function startCapture(parts: CaptureParts & CaptureOptions): Capture {
  const { env, detect, listen, isAllowed, kind } = parts
  const { clock, window } = env
  const describe = (id: string) => {
    try {
      return parts.describe?.(id)
    } catch {
      // The shop's own code: an event that it cannot describe is told as it is.
      return undefined
    }
  }
  const navigations = parts.spa ? captureNavigations(parts) : undefined
  const check = () => navigations?.check()
  const hub = createHub({ ...parts, describe, clock, check })
  const marks = parts.markup ? captureMarkup({ ...parts, describe, track: hub.ears('markup').say }) : undefined
  const isWanted = (source: SourceName) => (Array.isArray(detect) ? detect.includes(source) : !!detect)
  const partsOf = (source: SourceName): PageParts => ({
    env,
    listen,
    isAllowed,
    mainItem: hub.mainItem,
    kind,
    ...hub.ears(source),
  })
  const isKnown = () => !!hub.mainItem()
  const detectors = startDetectors({ window, isWanted, partsOf, isKnown })
  const cancels = [listen(window, 'load', detectors.look), lookForTools({ window, clock, listen }, parts.onLook)]
  let looks: (() => void)[] = []
  if (parts.ga4 === 'mirror') {
    const mirror = import('../mirror/ga4.js')
    cancels.push(parts.onEvent((event) => void mirror.then(({ mirrorToGa4 }) => mirrorToGa4(window, event), ignore)))
  }

  return {
    view() {
      hub.view()
      marks?.view()
      detectors.view()
      for (const cancel of looks) cancel()
      looks = LATE_MS.map((delayMs) => clock.after(delayMs, detectors.look))
    },
    leave() {
      check()
      detectors.leave()
      hub.settle()
    },
    called: hub.called,
    detected: hub.detected,
    check,
    stop() {
      for (const cancel of [...cancels, ...looks]) cancel()
      detectors.stop()
      hub.settle()
      marks?.stop()
      navigations?.stop()
    },
  }
}
