import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BATCH_VERSION, parseBatch } from '../src/index.js'

/**
 * Batches as scripts of earlier releases send them, by the day on which the wire took this shape. They are added to, and never changed:
 * a page may hold a script for years.
 */
const FOLDER = new URL('wire/', import.meta.url)
const BATCHES = readdirSync(FOLDER).flatMap((name) => {
  const batches = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { context?: object; events: object[] }[]
  return batches.map((batch, index) => [`${name} ${index}`, batch] as const)
})

describe('the wire of earlier releases', () => {
  it.each(BATCHES)('%s is accepted whole, and nothing of it is lost', (_, batch) => {
    const parsed = parseBatch(batch)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const { context, events, v: _version, ...head } = batch as typeof batch & { v: unknown }
    const { events: read, ...own } = parsed.value
    expect(own).toEqual(head)
    expect(read).toEqual(events.map((event) => ({ ok: true, value: { ...context, ...event } })))
  })

  it.each([
    [{ v: BATCH_VERSION + 1 }, 'version-unknown'],
    [{ v: '1' }, 'version-unknown'],
    [{}, 'field-missing'],
  ])('a batch of %j is told what this build reads', (head, code) => {
    const problem = { code, path: '/v', detail: `this build reads ${BATCH_VERSION}` }
    expect(parseBatch({ key: 'demo', sentAt: 1.7e12, sdk: 's', events: [], ...head })).toEqual({
      ok: false,
      problems: [problem],
    })
  })
})
