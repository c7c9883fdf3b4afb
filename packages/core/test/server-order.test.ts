import { makeEvent } from '@endcap/testkit'
import { describe, expect, it } from 'vitest'
import { parseEvent, parseServerOrder, parseStoredEvent } from '../src/index.js'

const purchase = { type: 'purchase', transaction_id: 'T', value: 9.5, currency: 'EUR' }

describe('parseServerOrder', () => {
  it('reads times as milliseconds or as ISO 8601 with a zone, and leaves unknown fields out', () => {
    const ms = Date.UTC(2026, 2, 1, 9)
    const given = { ...purchase, ts: '2026-03-01T10:00:00+01:00', updated_at: ms + 1, email: 'jane@example.com' }
    expect(parseServerOrder(given)).toEqual({ ok: true, value: { ...purchase, ts: ms, updated_at: ms + 1 } })
    expect(parseServerOrder({ ...purchase, ts: '2026-03-01T09:00Z' })).toMatchObject({ value: { ts: ms } })
  })

  it.each([
    ['no object', 7, 'type-wrong', ''],
    ['no type', { transaction_id: 'T' }, 'field-missing', '/type'],
    [
      'a purchase without its worth',
      { type: 'purchase', transaction_id: 'T', currency: 'EUR' },
      'field-missing',
      '/value',
    ],
    ['a refund without an id', { ...purchase, type: 'refund' }, 'field-missing', '/refund_id'],
    ['a time without a zone', { ...purchase, ts: '2026-03-01T09:00:00' }, 'value-invalid', '/ts'],
    ['a time in seconds', { ...purchase, updated_at: 1_772_355_600 }, 'value-invalid', '/updated_at'],
    ['a day', { ...purchase, ts: '2026-03-01' }, 'value-invalid', '/ts'],
  ])('%s is a problem where it is', (_, value, code, path) => {
    expect(parseServerOrder(value)).toMatchObject({ ok: false, problems: [{ code, path }] })
  })

  it('a cancellation needs no worth', () => {
    expect(parseServerOrder({ type: 'cancel', transaction_id: 'T' })).toMatchObject({ ok: true })
  })
})

describe('events of the server', () => {
  const order = { transactionId: 'T', value: 9.5, currency: 'EUR', updatedAt: 1_772_355_600_000 }
  const kept = {
    ...makeEvent('purchase', { id: 'order.aaaaaaaaaaaaaaaaaaaaa', order }),
    source: 'server',
    receivedAt: 7,
  }

  it('are none when a page sends them', () => {
    expect(parseEvent(kept)).toMatchObject({ ok: false, problems: [{ code: 'value-invalid', path: '/id' }] })
    const { updatedAt: _, ...plain } = order
    const sly = parseEvent({ ...kept, id: 'mine' })
    const { source: __, receivedAt: ___, ...event } = kept
    expect(sly).toEqual({ ok: true, value: { ...event, id: 'mine', order: plain } })
  })

  it('are read whole from what was kept', () => {
    expect(parseStoredEvent(kept)).toEqual({ ok: true, value: kept })
    expect(parseStoredEvent(makeEvent('page_view', { ts: 1_772_355_600_000 }))).toMatchObject({
      value: { receivedAt: 1_772_355_600_000 },
    })
    const event = { ...makeEvent('page_view', { ts: 1_772_355_600_000 }), receivedAt: 1_772_355_600_000 }
    expect(parseStoredEvent({ ...event, device: 'mobile' })).toEqual({
      ok: true,
      value: { ...event, device: 'mobile' },
    })
    expect(parseStoredEvent({ ...event, device: 'toaster' })).toEqual({ ok: true, value: event })
    expect(parseStoredEvent({ ...kept, source: undefined })).toMatchObject({ ok: false })
    expect(parseStoredEvent(null)).toMatchObject({ ok: false })
  })
})
