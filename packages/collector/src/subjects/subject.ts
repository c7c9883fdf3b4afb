import { EndcapError } from '@endcap/core'

/** Who asks: one device, or one account by the hash that the shop gives at login. */
export type Who = { readonly visitor: string } | { readonly customer: string }

/** A person as events know one: the ids of devices and of accounts. */
export interface Subject {
  readonly visitors: readonly string[]
  readonly customers: readonly string[]
}

/** A device and an account that one event names together. */
export interface SubjectPair {
  readonly visitor: string
  readonly customer: string
}

/** What a place of events offers about people. Each is called between two writes, never beside one. */
export interface SubjectStore {
  /** Every pair of which one half is of the subject. */
  pairs(subject: Subject): Promise<readonly SubjectPair[]>
  /** Everything held of the subject, in the place's own words: events, or rows. */
  export(subject: Subject): Promise<readonly object[]>
  /** Erases it, durably once resolved. Gives how many events; a second time none. Rejects to be asked again. */
  erase(subject: Subject): Promise<number>
}

/**
 * Whether an event is of a subject. One that names an account is its alone: on a device that two people share, what one did while
 * signed in is not the other's.
 */
export function isOf(subject: Subject): (event: { visitor?: string; customer?: string }) => boolean {
  const [visitors, customers] = [new Set(subject.visitors), new Set(subject.customers)]
  return ({ visitor, customer }) =>
    customer === undefined ? visitor !== undefined && visitors.has(visitor) : customers.has(customer)
}

/** The pairs of `events` that {@link SubjectStore.pairs} asks for. */
export function pairsOf(events: Iterable<{ visitor?: string; customer?: string }>, subject: Subject): SubjectPair[] {
  const [visitors, customers] = [new Set(subject.visitors), new Set(subject.customers)]
  const pairs = new Map<string, SubjectPair>()
  for (const { visitor, customer } of events) {
    if (visitor === undefined || customer === undefined) continue
    if (visitors.has(visitor) || customers.has(customer)) {
      pairs.set(JSON.stringify([visitor, customer]), { visitor, customer })
    }
  }
  return [...pairs.values()]
}

/**
 * The person that someone who asks is. Of an account: it, and all devices that it was used on. Of a device: it, all accounts that
 * were used on it, and all of their devices.
 */
export async function findSubject(
  who: Who,
  pairs: (subject: Subject) => Promise<readonly SubjectPair[]>,
): Promise<Subject> {
  const [first] = 'visitor' in who ? [who.visitor] : [who.customer]
  if (typeof first !== 'string' || !ID.test(first)) {
    throw new EndcapError('option-invalid', 'visitor or customer: expected an id of 1 to 256 characters')
  }
  const visitors = 'visitor' in who ? [who.visitor] : []
  const found = 'visitor' in who ? await pairs({ visitors, customers: [] }) : []
  const customers = 'visitor' in who ? unique(found.map(({ customer }) => customer)) : [who.customer]
  const theirs = customers.length > 0 ? await pairs({ visitors: [], customers }) : []
  return { visitors: unique([...visitors, ...theirs.map(({ visitor }) => visitor)]), customers }
}

/** No control characters: no id has them, and some databases refuse them. */
const ID = /^[^\p{Cc}]{1,256}$/u

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}

/**
 * {@link isOf} as a condition of SQL on the columns `customer` and `visitor`: true, false, or null for false. `quote` makes a literal.
 */
export function subjectCondition({ visitors, customers }: Subject, quote = quoteSql): string {
  return `((${isIn('customer', customers, quote)}) OR (customer IS NULL AND ${isIn('visitor', visitors, quote)}))`
}

/** What {@link SubjectStore.pairs} asks for as a condition of SQL. */
export function pairsCondition({ visitors, customers }: Subject, quote = quoteSql): string {
  const either = `${isIn('visitor', visitors, quote)} OR ${isIn('customer', customers, quote)}`
  return `visitor IS NOT NULL AND customer IS NOT NULL AND (${either})`
}

/** A condition that a column is one of a list; of an empty one it is false. */
export function isIn(column: string, values: readonly string[], quote = quoteSql): string {
  return values.length === 0 ? '1 = 0' : `${column} IN (${values.map(quote).join(', ')})`
}

/** A text literal of standard SQL. */
export function quoteSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
