import type { DeviceClass, StoredEvent } from '@endcap/core'

/** The accepted events of one request, as one record keeps them. */
export interface SpoolBatch {
  /** How many events, and so how many sequences the record covers. */
  readonly count: number
  /** One line of JSON in pieces: a {@link KeptBatch}. */
  readonly json: readonly (string | Uint8Array)[]
}

/** What is left of an event that was erased: enough to know it when a page sends it again. */
export interface ErasedEvent {
  readonly id: string
  readonly receivedAt: number
  readonly erased: true
}

/** True for what {@link eraseFromBatch} leaves. Readers step over it. */
export function isErased(event: StoredEvent | ErasedEvent): event is ErasedEvent {
  return 'erased' in event
}

/** What the JSON of a record holds: every event is `{ ...context, ...event, ...add[index], receivedAt, site, device }`. */
interface KeptBatch {
  readonly receivedAt: number
  readonly site?: string
  readonly device?: DeviceClass
  /** What the collector found out itself, by the index of the event. */
  readonly add?: Readonly<Record<string, Partial<StoredEvent>>>
  readonly batch: { readonly context?: Partial<StoredEvent>; readonly events: readonly Partial<StoredEvent>[] }
}

/** A request whose body holds what the parsers read, word for word, and nothing else; all of its events are kept. */
export interface ExactBody {
  /** JSON in UTF-8 without a line break. */
  readonly bytes: Buffer
  /** How many events are in it. */
  readonly count: number
  readonly receivedAt: number
  /** Fields that differ from those of the body, or are not there, by index. */
  readonly add: KeptBatch['add']
  /** Both stand on every event. */
  readonly site: string | undefined
  readonly device: DeviceClass | undefined
}

/** Encodes events that were all received at the same time; without any there is no record. */
export function encodeBatch(events: readonly StoredEvent[]): SpoolBatch {
  const [first] = events
  if (!first) return { count: 0, json: [] }
  return {
    count: events.length,
    json: [JSON.stringify({ receivedAt: first.receivedAt, batch: { events } } satisfies KeptBatch)],
  }
}

/** Encodes a body as it came: its events are not serialised again. */
export function encodeExact({ bytes, count, receivedAt, add, site, device }: ExactBody): SpoolBatch {
  const part = (name: string, value: unknown) => (value === undefined ? '' : `"${name}":${JSON.stringify(value)},`)
  const head = `{"receivedAt":${receivedAt},${part('site', site)}${part('device', device)}${part('add', add)}"batch":`
  return { count, json: [head, bytes, '}'] }
}

/** The events of a body, as readers of the spool will find them. */
export function eventsOfExact({ bytes, receivedAt, add, site, device }: ExactBody): readonly StoredEvent[] {
  const batch = JSON.parse(bytes.toString()) as KeptBatch['batch']
  return eventsOf({ ...ofAll({ receivedAt, site, device }), batch, ...(add && { add }) }) as StoredEvent[]
}

/** The events of a record's JSON. */
export function decodeBatch(json: string): (StoredEvent | ErasedEvent)[] {
  return eventsOf(JSON.parse(json) as KeptBatch)
}

function eventsOf({ add, batch, ...kept }: KeptBatch): (StoredEvent | ErasedEvent)[] {
  const { context } = batch
  const all = ofAll(kept)
  return batch.events.map((event, index) => ({ ...context, ...event, ...add?.[index], ...all }) as StoredEvent)
}

/** What a record says of all its events. */
function ofAll({
  receivedAt,
  site,
  device,
}: Pick<ExactBody, 'receivedAt'> & Partial<Pick<ExactBody, 'site' | 'device'>>) {
  return { receivedAt, ...(site !== undefined && { site }), ...(device !== undefined && { device }) }
}

/**
 * The JSON of a record without the events that match, of which {@link ErasedEvent}s are left, and how many they are; the same JSON for none.
 * What a batch says of all its events goes, too, where it is of a person who matches.
 */
export function eraseFromBatch(
  json: string,
  matches: (event: StoredEvent) => boolean,
): { readonly json: string; readonly count: number } {
  const kept = JSON.parse(json) as KeptBatch
  const all = eventsOf(kept)
  const isHit = all.map((event) => !isErased(event) && matches(event))
  const count = isHit.filter(Boolean).length
  if (count === 0) return { json, count }
  const isLeft = all.some((event, index) => !isErased(event) && !isHit[index])
  const { batch } = kept
  const add = Object.entries(kept.add ?? {}).filter(([index]) => !isHit[Number(index)])
  const events = batch.events.map((event, index) => (isHit[index] ? { id: event.id, erased: true } : event))
  const context = isLeft && batch.context ? contextLeft(batch.context, matches) : undefined
  const left = {
    ...ofAll(kept),
    ...(add.length > 0 && { add: Object.fromEntries(add) }),
    batch: { ...(context && { context }), events },
  }
  return { json: JSON.stringify(left), count }
}

function contextLeft(
  context: Partial<StoredEvent>,
  matches: (event: StoredEvent) => boolean,
): Partial<StoredEvent> | undefined {
  if (!matches(context as StoredEvent)) return context
  const { visitor, session, customer, ...others } = context
  return others
}
