import { EMPTY_PROFILE } from '@endcap/core'
import { foldEvent } from '@endcap/ranker'
import { createMemoryStore, makeEvent } from '@endcap/testkit'
import { describe, expect, it, vi } from 'vitest'
import { forget } from '../src/forget.js'
import { createMemory } from '../src/memory.js'

const view = (id: string, consent: 'granted' | 'unknown' | 'denied' = 'granted') =>
  makeEvent('view_item', { items: [{ item_id: id }], consent: { analytics: consent, personalization: consent } })

function setup(store = createMemoryStore()) {
  const onChange = vi.fn()
  const fail = vi.fn()
  const memory = createMemory({ store, fold: foldEvent, onChange, fail })
  return { memory, store, onChange, fail, recent: () => memory.profile().recent.map(({ id }) => id) }
}

describe('the memory of a visitor', () => {
  it('touches no storage and knows nothing before consent', async () => {
    const { memory, store } = setup()
    memory.fold(view('a', 'unknown'))
    await memory.consent('unknown')
    await memory.reload()
    expect(memory.profile()).toEqual(EMPTY_PROFILE)
    expect(store.uses()).toBe(0)
  })

  it('folds what waited once consent is granted, on top of what was stored', async () => {
    const store = createMemoryStore()
    const first = setup(store)
    await first.memory.consent('granted')
    first.memory.fold(view('a'))
    const second = setup(store)
    second.memory.fold(view('b', 'unknown'))
    await second.memory.consent('granted')
    expect(second.recent()).toEqual(['b', 'a'])
    expect(second.onChange).toHaveBeenCalled()
  })

  it('loses nothing of what happens while the store is read', async () => {
    const store = createMemoryStore()
    const first = setup(store)
    await first.memory.consent('granted')
    first.memory.fold(view('a'))
    const second = setup(store)
    const granted = second.memory.consent('granted')
    second.memory.fold(view('b'))
    await granted
    expect(second.recent()).toEqual(['b', 'a'])
    const seen = second.memory.reload()
    second.memory.fold(view('c'))
    await seen
    expect(second.recent()).toEqual(['c', 'b', 'a'])
    const third = setup(store)
    await third.memory.consent('granted')
    expect(third.recent()).toEqual(['c', 'b', 'a'])
  })

  it('drops what waited when consent is denied, and never stores it', async () => {
    const { memory, store } = setup()
    memory.fold(view('a', 'unknown'))
    await memory.consent('denied')
    await memory.consent('granted')
    expect(memory.profile().recent).toEqual([])
    expect(store.data.size).toBe(0)
  })

  it('forgets the stored profile when a grant is taken back', async () => {
    const { memory, store } = setup()
    await memory.consent('granted')
    memory.fold(view('a'))
    await memory.consent('denied', true)
    expect(memory.profile()).toEqual(EMPTY_PROFILE)
    expect(store.data.size).toBe(0)
    memory.fold(view('b', 'denied'))
    expect(memory.profile()).toEqual(EMPTY_PROFILE)
  })

  it('takes one item, or all, out of a list, and stores that', async () => {
    const { memory, store, recent, onChange } = setup()
    await memory.consent('granted')
    for (const id of ['a', 'b', 'c']) memory.fold(view(id))
    memory.fold(makeEvent('dismiss', { items: [{ item_id: 'b' }] }))
    onChange.mockClear()
    memory.change((...held) => forget(...held, 'recent', 'b'))
    expect(recent().toSorted()).toEqual(['a', 'c'])
    expect(memory.profile().dismissed).toEqual(['b'])
    memory.change((...held) => forget(...held, 'dismissed', 'b'))
    memory.change((...held) => forget(...held, 'recent'))
    expect(memory.profile()).toMatchObject({ recent: [], dismissed: [] })
    expect(onChange).toHaveBeenCalledTimes(3)
    expect(await store.get('profile')).toEqual(memory.profile())
  })

  it('takes back what was dismissed before consent', async () => {
    const { memory } = setup()
    const dismiss = (id: string) => memory.fold({ ...view(id, 'unknown'), type: 'dismiss' })
    dismiss('a')
    dismiss('b')
    memory.change((...held) => forget(...held, 'dismissed', 'a'))
    await memory.consent('granted')
    expect(memory.profile().dismissed).toEqual(['b'])
  })

  it('sees what another tab folded', async () => {
    const store = createMemoryStore()
    const one = setup(store)
    const two = setup(store)
    await one.memory.consent('granted')
    await two.memory.consent('granted')
    one.memory.fold(view('a'))
    await two.memory.reload()
    expect(two.recent()).toEqual(['a'])
  })

  it('goes on in the page when the store fails, and reports it', async () => {
    const { memory, store, fail, recent } = setup()
    store.fail(new Error('quota'))
    await memory.consent('granted')
    memory.fold(view('a'))
    await Promise.resolve()
    expect(recent()).toEqual(['a'])
    expect(fail).toHaveBeenCalledWith('storage-failed', 'profile', new Error('quota'))
  })

  it('starts afresh after an erasure and goes on learning', async () => {
    const { memory, store, recent } = setup()
    await memory.consent('granted')
    memory.fold(view('a'))
    await memory.erase()
    expect(store.data.size).toBe(0)
    memory.fold(view('b'))
    expect(recent()).toEqual(['b'])
  })
})
