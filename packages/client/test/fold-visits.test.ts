import { EMPTY_PROFILE, type EventEnvelope } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldVisits } from '../src/fold-visits.js'
import { forget } from '../src/forget.js'

const search = (term: string, ts = 1) =>
  makeEvent('search', { search: { term }, ts, page: { url: `https://shop.example/search?q=${term}`, kind: 'search' } })
const open = (id: string, widget = 'content') =>
  makeEvent('select_promotion', { data: { promotion_id: id }, list: { placement: 'p', requestId: 'r', widget } })
const fold = (...events: EventEnvelope[]) => events.reduce(foldVisits, EMPTY_PROFILE)
const terms = (...events: EventEnvelope[]) => fold(...events).searches?.map(({ term }) => term)

describe('foldVisits', () => {
  it('keeps the words searched for, the newest first, with the page that found them', () => {
    expect(fold(search('mugs', 1), search('red jug', 2)).searches).toEqual([
      { term: 'red jug', ts: 2, url: 'https://shop.example/search?q=red jug' },
      { term: 'mugs', ts: 1, url: 'https://shop.example/search?q=mugs' },
    ])
  })

  it('takes words for the same in whatever case and with whatever space', () => {
    expect(terms(search('Red jug'), search('mug'), search(' red  JUG '))).toEqual(['red  JUG', 'mug'])
  })

  it('keeps the last ten, and nothing that is empty or longer than a search', () => {
    expect(terms(...Array.from({ length: 14 }, (_, i) => search(`w${i}`)))).toHaveLength(10)
    expect(terms(search('  '), search('x'.repeat(101)))).toBeUndefined()
  })

  it('keeps the content that was opened, once, and not what other messages were chosen', () => {
    expect(fold(open('a'), open('b'), open('a'), open('c', 'offer')).opened).toEqual(['a', 'b'])
  })

  it('gives the same profile for other events', () => {
    expect(fold(makeEvent('view_item', { items: [{ item_id: 'a' }] }))).toBe(EMPTY_PROFILE)
  })

  it('stays within its bounds whatever happens', () => {
    const events = fc.array(
      fc.oneof(
        fc.string().map((term) => search(term)),
        fc.string({ minLength: 1 }).map((id) => open(id)),
      ),
      {
        maxLength: 120,
      },
    )
    fc.assert(
      fc.property(events, (list) => {
        const { searches = [], opened = [] } = fold(...list)
        expect(searches.length).toBeLessThanOrEqual(10)
        expect(opened.length).toBeLessThanOrEqual(50)
        expect(new Set(searches.map(({ term }) => term.toLowerCase())).size).toBe(searches.length)
      }),
      { numRuns: 30 },
    )
  })
})

describe('forget', () => {
  it('takes words out in whatever case, or all of them, also of what waits for consent', () => {
    const profile = fold(search('Mugs'), search('jug'))
    const waiting = [search('MUGS'), search('jug'), makeEvent('page_view')]
    const [one, left] = forget(profile, waiting, 'searches', 'mugs')
    expect(one.searches?.map(({ term }) => term)).toEqual(['jug'])
    expect(left).toEqual([waiting[1], waiting[2]])
    const [none, others] = forget(profile, waiting, 'searches')
    expect(none.searches).toEqual([])
    expect(others).toEqual([waiting[2]])
    expect(forget(EMPTY_PROFILE, [], 'searches', 'x')[0].searches).toEqual([])
  })
})
