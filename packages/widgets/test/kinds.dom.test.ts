import type { SlotSnapshot } from '@endcap/client'
import type { EndcapError } from '@endcap/core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineElements } from '../src/define.js'
import { mountPlacements } from '../src/placement/placements.js'
import { createFakeClient, type FakeSlot, products, toItems } from './fake-client.js'
import { installObservers } from './observers.js'

const client = createFakeClient()
const items = toItems(products(4))
const ready = { state: 'ready', heading: '', items, requestId: 'r1' } as const

const errors: EndcapError[] = []
document.addEventListener('endcap:error', (event) => errors.push((event as CustomEvent<EndcapError>).detail))

beforeAll(async () => {
  installObservers()
  defineElements(client)
  // The other tags come when the page has one of them.
  document.body.innerHTML = '<endcap-grid></endcap-grid>'
  mountPlacements(client)
  await vi.waitFor(() => expect(customElements.get('endcap-related')).toBeDefined())
})
beforeEach(() => document.body.replaceChildren())
afterEach(() => {
  client.slots.clear()
  client.given.length = 0
  errors.length = 0
})

/** Adds an element, waits for its chunks and answers it. */
async function add(tag: string, attributes: Record<string, string> = {}, answer: Partial<SlotSnapshot> = ready) {
  const element = document.createElement(tag)
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
  document.body.append(element)
  const slot = [...client.slots.values()].pop() as FakeSlot
  slot.set(answer)
  await vi.waitFor(() => expect(element.querySelector('section')?.dataset['endcapState']).toBe(slot.snapshot().state))
  const find = (selector: string) => element.querySelector<HTMLElement>(selector) as HTMLElement
  return { element, slot, find, all: (selector: string) => [...element.querySelectorAll<HTMLElement>(selector)] }
}

describe('layouts', () => {
  it.each(['grid', 'list'])('draws a %s: a real list without arrows, which nobody has to scroll', async (layout) => {
    const { find, all } = await add(`endcap-${layout}`, { heading: 'All' })
    expect(find(`section.endcap-as-${layout}`)).not.toBeNull()
    expect(find('ul').getAttribute('role')).toBe('list')
    expect(find('ul').hasAttribute('tabindex')).toBe(false)
    expect(all('.endcap-nav button')).toEqual([])
    expect(all('[data-endcap-item]').map((card) => card.dataset['endcapItem'])).toEqual(['p0', 'p1', 'p2', 'p3'])
    expect(all('[role=status]').length).toBe(1)
    expect(client.given[0]).toMatchObject({ widget: layout, selector: '' })
  })

  it('takes its layout from the attribute, and tells of one that is none', async () => {
    const { find } = await add('endcap-related', { layout: 'grid' })
    expect(find('section.endcap-as-grid')).not.toBeNull()
    await add('endcap-related', { layout: 'heap' })
    expect(errors.map(({ message }) => message)).toContainEqual(expect.stringContaining('layout'))
  })

  it('draws an element of the config as the config says', async () => {
    const spy = vi.spyOn(client, 'config').mockReturnValue({
      v: 1,
      placements: [{ id: 'shelf', selector: '#x', widget: 'grid', count: 4 }],
    })
    const { find } = await add('endcap-row', { placement: 'shelf' })
    expect(find('section.endcap-as-grid')).not.toBeNull()
    spy.mockRestore()
  })

  it('restarts as another kind when the config that says so comes late', async () => {
    const row = document.createElement('endcap-row')
    row.setAttribute('placement', 'late')
    document.body.append(row)
    expect(row.querySelector('.endcap-as-row')).not.toBeNull()
    const spy = vi
      .spyOn(client, 'config')
      .mockReturnValue({ v: 1, placements: [{ id: 'late', selector: '#x', widget: 'list' }] })
    vi.spyOn(row, 'getBoundingClientRect').mockReturnValue({ top: innerHeight + 1 } as DOMRect)
    client.slots.get('late')?.set(ready)
    client.slots.get('late')?.set(ready)
    await vi.waitFor(() => expect(row.querySelector('.endcap-as-list [data-endcap-item=p0]')).not.toBeNull())
    spy.mockRestore()
  })
})

describe('preset elements', () => {
  it.each([
    ['related', ['related', 'similar'], 'You may also like'],
    ['similar', ['similar'], 'Similar products'],
    ['bought-together', ['bought-together'], 'Often bought together'],
    ['for-you', ['for-you', 'trending'], 'Recommended for you'],
    ['trending', ['trending'], 'Popular now'],
    ['cart-upsell', ['bought-together', 'related'], 'Goes well with your cart'],
  ])('<endcap-%s> asks %j under “%s”', async (name, strategy, heading) => {
    const { find } = await add(`endcap-${name}`)
    expect(client.given[0]).toMatchObject({ id: expect.stringMatching(new RegExp(`^${name}-\\d+$`)), strategy })
    expect(find('h2').textContent).toBe(heading)
  })

  it('lets attributes say more: heading, count, category, strategy', async () => {
    const { find } = await add('endcap-trending', { heading: 'Mugs', count: '4', category: 'Mugs' })
    expect(find('h2').textContent).toBe('Mugs')
    expect(client.given[0]).toMatchObject({ count: 4, category: 'Mugs' })
    await add('endcap-trending', { strategy: 'recent' })
    expect(client.given[1]?.strategy).toEqual(['recent'])
  })

  it('stands in any element that names it by data-endcap-widget, once, whenever that comes', async () => {
    document.body.innerHTML =
      '<div data-endcap-widget="related" data-endcap-heading="More" data-endcap-count="4"></div><p data-endcap-widget="toString"></p>'
    await vi.waitFor(() => expect(document.querySelector('div > endcap-related')).not.toBeNull())
    const element = document.querySelector('endcap-related')
    expect(element?.getAttribute('heading')).toBe('More')
    expect(element?.getAttribute('count')).toBe('4')
    document.body.append(document.createElement('p'))
    await new Promise((resolve) => setTimeout(resolve, 80))
    expect(document.querySelectorAll('endcap-related').length).toBe(1)
    expect(errors.map(({ code }) => code)).toEqual(['value-invalid'])
  })
})
