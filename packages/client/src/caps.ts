/** How often a placement was shown on this device: pure functions over a bounded log. */
import type { Cap, Frequency, MessageFrequency } from '@endcap/core'

/** Showings of one placement, of one campaign, or of all messages. */
export interface Showings {
  /** Moments of showings by the device's clock: the latest {@link MOST}, the latest last. */
  readonly times: readonly number[]
  /** Session of each showing, '' where none was told; the last {@link MOST}, the last one last. */
  readonly sessions: readonly string[]
  /** All of them. */
  readonly total: number
}

/** What a visitor did with messages, on this device. Plain JSON. */
export interface CapLog {
  readonly v: 1
  /** By `p:PLACEMENT`, `c:CAMPAIGN` and, for all messages, ''. */
  readonly shown: Readonly<Record<string, Showings>>
  /** When they were done with, by the keys of `done.ts`. */
  readonly done?: Readonly<Record<string, number>>
}

/** A log without showings. */
export const EMPTY_LOG: CapLog = { v: 1, shown: {} }

/** As many as the largest cap. */
export const MOST = 50
/** Placements and campaigns that are remembered; past it the one that was shown the longest ago is forgotten. */
export const MOST_KEYS = 200

const MINUTE_MS = 6e4
const DAY_MS = 864e5

/** The moment of a question, and the session; undefined: nobody tells it. */
export interface CapMoment {
  readonly now: number
  readonly session: string | undefined
}

/** What a placement's showings are counted by. */
export const keyOf = (placement: string, { campaign }: Frequency): string =>
  campaign ? `c:${campaign}` : `p:${placement}`

/** Showings in the window that ends now. One that the clock says is still to come was before it was set back: it counts. */
function countIn({ times, sessions, total }: Showings, { per }: Cap, { now, session }: CapMoment): number {
  if (per === 'ever') return total
  if (per === 'session' && session) return sessions.filter((each) => each === session).length
  const windowMs = per === 'week' ? 7 * DAY_MS : DAY_MS
  return times.filter((time) => now - time < windowMs).length
}

const isCapped = (showings: Showings | undefined, caps: readonly Cap[] | undefined, moment: CapMoment): boolean =>
  showings !== undefined && !!caps?.some((cap) => countIn(showings, cap, moment) >= cap.max)

/** The latest showing is less than so many minutes ago, or still to come. */
const isQuiet = (showings: Showings | undefined, minutes: number | undefined, { now }: CapMoment): boolean =>
  showings !== undefined && now - showings.times.at(-1)! < (minutes ?? 0) * MINUTE_MS

/**
 * Whether the placement may be shown once more: by its own caps, which its campaign shares, by those of all messages, and after the
 * longer of both quiet periods since any message.
 */
export function mayShow(
  log: CapLog,
  placement: string,
  frequency: Frequency,
  messages: MessageFrequency | undefined,
  moment: CapMoment,
): boolean {
  const all = log.shown['']
  return !(
    isCapped(log.shown[keyOf(placement, frequency)], frequency.caps, moment) ||
    isCapped(all, messages?.caps, moment) ||
    isQuiet(all, frequency.quietMinutes, moment) ||
    isQuiet(all, messages?.quietMinutes, moment)
  )
}

/** The log after one more showing that counts under each of these keys. */
export function noteShowing(log: CapLog, keys: Iterable<string>, { now, session = '' }: CapMoment): CapLog {
  const shown: Record<string, Showings> = { ...log.shown }
  for (const key of keys) {
    const { times = [], sessions = [], total = 0 } = shown[key] ?? {}
    shown[key] = {
      times: [...times, now].sort((a, b) => a - b).slice(-MOST),
      sessions: [...sessions, session].slice(-MOST),
      total: total + 1,
    }
  }
  return { ...log, shown: latest(shown, ({ times }) => times.at(-1)!) }
}

/** As many entries as are remembered, the oldest left out; that of all messages always stays. */
export function latest<Entry>(entries: Readonly<Record<string, Entry>>, timeOf: (entry: Entry) => number) {
  const kept = Object.entries(entries).filter(([key]) => key)
  if (kept.length <= MOST_KEYS) return entries
  kept.sort(([, a], [, b]) => timeOf(b) - timeOf(a))
  const all = entries['']
  return { ...(all && { '': all }), ...Object.fromEntries(kept.slice(0, MOST_KEYS)) } as Readonly<Record<string, Entry>>
}
