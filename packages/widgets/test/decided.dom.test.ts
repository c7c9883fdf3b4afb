import type { ExperimentVariant, ResolvedPlacement } from '@endcap/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mountPlacements } from '../src/placement/mount-placements.js'
import { createFakeClient } from './fake-client.js'

let stop = () => {}
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  document.body.innerHTML = '<main><p id="a"></p><p id="b"></p></main>'
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

const PLACEMENT = { id: 'row', selector: '#a', mode: 'after' } as const

async function start(set: ExperimentVariant['set']) {
  const client = createFakeClient({
    config: {
      v: 1,
      placements: [PLACEMENT],
      experiments: [
        {
          id: 'test',
          placement: 'row',
          variants: [
            { id: 'control', weight: 0.5 },
            { id: 'other', weight: 0.5, ...(set && { set }) },
          ],
        },
      ],
    },
  })
  stop = mountPlacements(client)
  await client.ready
  return {
    client,
    async decide(more: object) {
      client.slots.get('row')?.set({ design: { ...PLACEMENT, widget: 'row', ...more } as unknown as ResolvedPlacement })
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}
const main = () => document.querySelector('main')?.innerHTML

describe('a placement whose arms differ in where it stands', () => {
  it('is mounted once it is decided, where this visitor’s arm stands', async () => {
    const { client, decide } = await start({ selector: '#b', mode: 'prepend' })
    expect(main()).toBe('<p id="a"></p><p id="b"></p>')
    await decide({ selector: '#b', mode: 'prepend' })
    expect(main()).toBe(
      '<p id="a"></p><p id="b"><endcap-row placement="row" class="endcap-out" layout="row"></endcap-row></p>',
    )
    expect(client.slots.get('row')?.calls).toEqual([['stop']])
  })

  it('is mounted as the widget of this visitor’s arm, and of control', async () => {
    const { decide } = await start({ widget: 'grid' })
    await decide({ widget: 'grid' })
    expect(main()).toContain('<endcap-grid placement="row" class="endcap-out" layout="grid">')
    stop()
    const control = await start({ widget: 'grid' })
    await control.decide({})
    expect(main()).toContain('<endcap-row placement="row" class="endcap-out" layout="row">')
  })

  it('is not asked for before its anchor is in the page', async () => {
    document.querySelector('#a')!.remove()
    const { client, decide } = await start({ selector: '#b' })
    expect(client.slots.size).toBe(0)
    document.querySelector('main')!.insertAdjacentHTML('afterbegin', '<p id="a"></p>')
    await Promise.resolve()
    await vi.advanceTimersByTimeAsync(60)
    await decide({})
    expect(main()).toContain('<p id="a"></p><endcap-row')
  })
})

it('does not wait where the arms differ in what is shown alone', async () => {
  await start({ heading: 'Other' })
  expect(main()).toContain('<endcap-row placement="row" class="endcap-out"></endcap-row>')
})
