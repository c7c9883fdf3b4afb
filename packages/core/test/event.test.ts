import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBatch, parseEvent } from '../src/index.js'

const item = { item_id: 'p1', price: 4.5, quantity: 1 }

describe('parseEvent', () => {
  it('reads a sound event and leaves unknown fields out', () => {
    const event = makeEvent('view_item', { items: [item] })
    const read = parseEvent({ ...event, extra: 1, ['__proto__']: { polluted: true } })
    expect(read).toEqual({ ok: true, value: event })
  })

  it.each([
    ['a string', 'text', 'type-wrong', ''],
    ['an array', [], 'type-wrong', ''],
    ['no id', { ...makeEvent('page_view'), id: undefined }, 'field-missing', '/id'],
    ['an empty id', makeEvent('page_view', { id: '' }), 'value-invalid', '/id'],
    ['an overlong id', makeEvent('page_view', { id: 'x'.repeat(65) }), 'value-too-long', '/id'],
    ['an unknown type', { ...makeEvent('page_view'), type: 'nope' }, 'value-invalid', '/type'],
    ['a time as text', { ...makeEvent('page_view'), ts: 'now' }, 'type-wrong', '/ts'],
    ['a time before 2015', makeEvent('page_view', { ts: 5 }), 'value-invalid', '/ts'],
    ['a fractional seq', makeEvent('page_view', { seq: 1.5 }), 'value-invalid', '/seq'],
    ['an item without id', { ...makeEvent('view_item'), items: [item, {}] }, 'field-missing', '/items/1/item_id'],
    [
      'a price as text',
      { ...makeEvent('view_item'), items: [{ ...item, price: '4' }] },
      'type-wrong',
      '/items/0/price',
    ],
    ['no items where needed', makeEvent('add_to_cart'), 'field-missing', '/items'],
    ['no order at a purchase', makeEvent('purchase'), 'field-missing', '/order'],
    [
      'a currency in lower case',
      makeEvent('purchase', { order: { transactionId: 't', value: 1, currency: 'gbp' } }),
      'value-invalid',
      '/order/currency',
    ],
    [
      'a consent of its own',
      { ...makeEvent('page_view'), consent: { analytics: 'yes', personalization: 'denied' } },
      'value-invalid',
      '/consent/analytics',
    ],
    ['a nested data value', { ...makeEvent('custom'), data: { 'a/b': {} } }, 'type-wrong', '/data/a~1b'],
  ])('names code and path of %s', (_, value, code, path) => {
    const read = parseEvent(value)
    expect(read.ok).toBe(false)
    expect(read.ok || read.problems).toContainEqual(expect.objectContaining({ code, path }))
  })

  it('never throws, and reads its own output again', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = parseEvent(value)
        expect(read.ok || read.problems.length > 0).toBe(true)
      }),
    )
  })
})

describe('parseBatch', () => {
  const head = { v: 1, key: 'demo', sentAt: Date.UTC(2026, 0, 1), sdk: 'endcap/0.1.0' }

  it('keeps the good events of a mixed batch and names the bad ones', () => {
    const good = makeEvent('page_view')
    const read = parseBatch({ ...head, events: [good, { ...good, ts: 'x' }, 7] })
    if (!read.ok) throw new Error('the envelope is sound')
    expect(read.value.events[0]).toEqual({ ok: true, value: good })
    expect(read.value.events[1]).toMatchObject({ ok: false, problems: [{ code: 'type-wrong', path: '/events/1/ts' }] })
    expect(read.value.events[2]).toMatchObject({ ok: false, problems: [{ code: 'type-wrong', path: '/events/2' }] })
  })

  it('lays the hoisted context under each event', () => {
    const { visitor, session, consent, page, stream, ...own } = makeEvent('page_view')
    const read = parseBatch({ ...head, context: { visitor, session, consent, page, stream }, events: [own] })
    expect(read.ok && read.value.events[0]).toEqual({
      ok: true,
      value: { ...own, visitor, session, consent, page, stream },
    })
  })

  it.each([
    ['no version', { ...head, v: undefined, events: [{}] }, 'field-missing', '/v'],
    ['a later version', { ...head, v: 2, events: [{}] }, 'version-unknown', '/v'],
    ['no key', { ...head, key: undefined, events: [{}] }, 'field-missing', '/key'],
    ['no events', { ...head }, 'field-missing', '/events'],
    ['an empty list', { ...head, events: [] }, 'batch-empty', '/events'],
    ['too many events', { ...head, events: Array(501).fill({}) }, 'batch-too-many', '/events'],
    ['a context that is no object', { ...head, context: 3, events: [{}] }, 'type-wrong', '/context'],
  ])('refuses %s', (_, value, code, path) => {
    const read = parseBatch(value)
    expect(read.ok).toBe(false)
    expect(read.ok || read.problems).toContainEqual(expect.objectContaining({ code, path }))
  })
})
