import { scheduleEnd } from '@endcap/client'
import { fill } from '../kinds/fill.js'
import type { MessageContext } from './kind.js'
import type { OfferPart } from './part.js'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1

/** The two largest units of a time, in the words of the locale: `2 days 3 hr`, in the last hour `59 min 3 sec`. */
export function formatTime(ms: number, locale: string | undefined): string {
  const units = [
    ['day', DAY_MS],
    ['hour', HOUR_MS],
    ['minute', MINUTE_MS],
    ['second', SECOND_MS],
  ] as const
  const found = units.findIndex(([, unit]) => ms >= unit)
  const first = found < 0 ? units.length - 1 : found
  let left = ms
  return units
    .slice(first, first + 2)
    .map(([unit, size]) => {
      const amount = Math.floor(left / size)
      left -= amount * size
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(amount)
    })
    .join(' ')
}

/**
 * How long the campaign's schedule, else the placement's, still runs: counted down by minutes, in the last hour by seconds. No live
 * region: it is read when the visitor comes to it. Nothing where the schedule has no end.
 */
export function create({ h, labels, locale, campaign, design, draw }: MessageContext): OfferPart {
  const schedule = campaign()?.schedule ?? design()?.schedule
  const end = schedule && scheduleEnd(schedule, Date.now())
  let timer: ReturnType<typeof setTimeout> | undefined
  const left = () => (end ?? 0) - Date.now()
  const tick = () => {
    draw()
    plan()
  }
  const plan = () => {
    const ms = left()
    if (!end || ms <= 0) return
    const step = ms > HOUR_MS ? MINUTE_MS : SECOND_MS
    timer = setTimeout(tick, Math.min((ms % step) + 1, LONGEST_MS))
  }
  plan()
  return {
    view: () =>
      end &&
      h(
        'p',
        { class: 'endcap-countdown', role: 'timer', 'aria-live': 'off' },
        fill(labels.ends, formatTime(Math.max(left(), 0), locale)),
      ),
    stop: () => clearTimeout(timer),
  }
}
