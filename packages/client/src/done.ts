/** What a visitor has done with: pure functions over the log of caps. */
import type { EventEnvelope, ResolvedPlacement } from '@endcap/core'
import { type CapLog, latest } from './caps.js'

const DAY_MS = 864e5
/** How long what was closed stays so, where the config does not say. */
const CLOSED_DAYS = 30

/** The log after an event: a message was closed, an offer accepted, the last question of a survey answered; the same after any other. */
export function noteDone(log: CapLog, { type, list, offer, survey, data, ts }: EventEnvelope): CapLog {
  const key =
    type === 'dismiss' && offer && list
      ? `closed:${list.placement}`
      : type === 'offer_accepted' && offer
        ? `accepted:${offer.campaign}`
        : type === 'survey_response' && data?.['done'] && survey
          ? `answered:${survey.survey}`
          : undefined
  return key ? { ...log, done: latest({ ...log.done, [key]: ts }, (time) => time) } : log
}

/**
 * Whether the visitor has done with a placement: closed it within 30 days, or as many as `popup.closedDays` says; accepted what a
 * popup offers, by whichever placement of its campaign; or answered the survey. A clock that was set back opens nothing.
 */
export function isDone({ done = {} }: CapLog, design: ResolvedPlacement, now: number): boolean {
  const { id, widget, campaign = id, popup } = design
  const closedTs = done[`closed:${id}`]
  return (
    (closedTs !== undefined && now - closedTs < (popup?.closedDays ?? CLOSED_DAYS) * DAY_MS) ||
    (widget === 'popup' && done[`accepted:${campaign}`] !== undefined) ||
    done[`answered:${id}`] !== undefined
  )
}
