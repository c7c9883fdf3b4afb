import { type BotSign, type EventEnvelope, scrubText, scrubUrl } from '@endcap/core'

type Loose<T> = { -readonly [Key in keyof T]: T[Key] }

const tidied = new WeakSet<EventEnvelope>()

/**
 * Takes personal data out of what leaves the device: addresses, titles, search terms and free values; and labels it where a
 * program seems to be at work. Once for each event.
 */
export function tidy(events: readonly EventEnvelope[], bot: BotSign | undefined): readonly EventEnvelope[] {
  for (const event of events as Loose<EventEnvelope>[]) {
    if (tidied.has(event)) continue
    tidied.add(event)
    const { page, search, data } = event
    if (bot) event.bot = bot
    if (page) {
      const { url, referrer, title } = page
      event.page = {
        ...page,
        url: scrubUrl(url, true),
        ...(referrer && { referrer: scrubUrl(referrer, true) }),
        ...(title && { title: scrubText(title) }),
      }
    }
    if (search) event.search = { ...search, term: scrubText(search.term) }
    const scrub = (value: string | number | boolean) => (typeof value === 'string' ? scrubText(value) : value)
    if (data) event.data = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, scrub(value)]))
  }
  return events
}
