import {
  type ErrorCode,
  EVENT_LIMITS,
  type Parsed,
  type Problem,
  parseServerOrder,
  type RejectedEvent,
  type ServerOrder,
} from '@endcap/core'

/** What one request told. */
export interface Told {
  readonly orders: readonly ServerOrder[]
  readonly rejected: readonly RejectedEvent[]
  readonly problems: readonly Problem[]
}

/** Reads one order, or a list of them, each on its own: a bad one does not cost the others. Paths are from the body's root. */
export function readTold(json: unknown): Parsed<Told> {
  const isList = Array.isArray(json)
  const entries: readonly unknown[] = isList ? json : [json]
  const refuse = (code: ErrorCode, detail?: string): Parsed<Told> => ({
    ok: false,
    problems: [{ code, path: '', ...(detail === undefined ? {} : { detail }) }],
  })
  if (entries.length === 0) return refuse('batch-empty')
  if (entries.length > EVENT_LIMITS.eventsCount) {
    return refuse('batch-too-many', `at most ${EVENT_LIMITS.eventsCount} orders`)
  }
  const orders: ServerOrder[] = []
  const rejected: RejectedEvent[] = []
  const problems: Problem[] = []
  for (const [index, entry] of entries.entries()) {
    const parsed = parseServerOrder(entry)
    if (parsed.ok) {
      orders.push(parsed.value)
      continue
    }
    const own = parsed.problems.map((problem) => (isList ? { ...problem, path: `/${index}${problem.path}` } : problem))
    problems.push(...own)
    rejected.push({ index, code: own[0]?.code ?? 'value-invalid', path: own[0]?.path ?? '' })
  }
  return { ok: true, value: { orders, rejected, problems } }
}
