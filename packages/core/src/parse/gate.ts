import { type Audience, type AudienceTest, type Segment, VISITOR_KINDS } from '../audience.js'
import { CHANNEL_GROUPS, PAGE_KINDS } from '../event.js'
import { CAP_WINDOWS, type Cap, type Frequency, type MessageFrequency } from '../frequency.js'
import { type DayHours, type Schedule, WEEKDAYS } from '../schedule.js'
import { boolean, exact, integer, list, note, number, oneOf, plain, type Reader, text } from './read.js'
import { bounds } from './rules.js'

const test = exact<AudienceTest>({
  visitor: oneOf(VISITOR_KINDS),
  dormantDays: number(1),
  spent: bounds,
  orders: bounds,
  orderedDays: bounds,
  priceSensitive: boolean,
  cartValue: bounds,
  cartAbandonedHours: number(0),
  tiers: list(text(64, 1), 50, 1),
  signedIn: boolean,
  width: bounds,
  pages: list(oneOf(PAGE_KINDS), PAGE_KINDS.length, 1),
  channels: list(oneOf(CHANNEL_GROUPS), CHANNEL_GROUPS.length, 1),
  segments: list(text(64, 1), 50, 1),
})

const DEPTH_MAX = 8
const composed = Array.from({ length: DEPTH_MAX }).reduce<Reader<Audience>>((inner) => {
  const several = list(inner, 20, 1)
  const shapes = {
    all: exact<{ all: Audience[] }>({ all: several }),
    any: exact<{ any: Audience[] }>({ any: several }),
    not: exact<{ not: Audience }>({ not: inner }),
  }
  return (value, path, problems) => {
    const source = plain(value, path, problems)
    const key = (['all', 'any', 'not'] as const).find((name) => source && Object.hasOwn(source, name))
    const reader: Reader<Audience> = key ? shapes[key] : test
    return source && reader(value, path, problems)
  }
}, test)

/** An audience, composed at most eight deep. */
export const audience: Reader<Audience> = composed

/** A segment. One that named segments could name itself, so it may not. */
export const segment: Reader<Segment> = (value, path, problems) => {
  const read = exact<Segment>(
    {
      id: text(64, 1, /^[a-z0-9][a-z0-9_-]{0,63}$/),
      label: text(200),
      audience,
      visitors: list(text(7, 1, /^[a-z0-9]+$/), 50_000),
      treatment: text(1000),
    },
    ['id'],
  )(value, path, problems)
  if (read?.audience && namesSegment(read.audience)) {
    return note(problems, 'value-invalid', `${path}/audience`, 'a segment may not name segments')
  }
  return read
}

function namesSegment(of: Audience): boolean {
  if ('all' in of) return of.all.some(namesSegment)
  if ('any' in of) return of.any.some(namesSegment)
  return 'not' in of ? namesSegment(of.not) : of.segments !== undefined
}

const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/

/** A date that the calendar has. */
const moment: Reader<string> = (value, path, problems) => {
  const read = text(32, 1, MOMENT)(value, path, problems)
  if (read === undefined) return undefined
  const day = read.slice(0, 10)
  const date = new Date(`${day}T00:00Z`)
  const isDay = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
  return isDay && !Number.isNaN(Date.parse(read)) ? read : note(problems, 'value-invalid', path, 'no such date')
}

const zone: Reader<string> = (value, path, problems) => {
  const read = text(64, 1)(value, path, problems)
  if (read === undefined) return undefined
  try {
    new Intl.DateTimeFormat('en', { timeZone: read })
    return read
  } catch {
    return note(problems, 'value-invalid', path, 'not an IANA time zone')
  }
}

/** A schedule. */
export const schedule: Reader<Schedule> = exact<Schedule>({
  from: moment,
  to: moment,
  days: list(oneOf(WEEKDAYS), WEEKDAYS.length, 1),
  hours: exact<DayHours>(
    { from: text(5, 5, /^([01]\d|2[0-3]):[0-5]\d$/), to: text(5, 5, /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/) },
    ['from', 'to'],
  ),
  zone,
})

const messages = {
  caps: list(exact<Cap>({ max: integer(1, 50), per: oneOf(CAP_WINDOWS) }, ['max', 'per']), 10, 1),
  quietMinutes: number(0),
} as const

/** Caps over all messages. */
export const messageFrequency: Reader<MessageFrequency> = exact<MessageFrequency>(messages)

/** Caps of one placement. */
export const frequency: Reader<Frequency> = exact<Frequency>({
  ...messages,
  campaign: text(64, 1, /^[a-z0-9][a-z0-9_-]{0,63}$/),
})
