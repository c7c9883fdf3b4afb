import type { EndcapError } from '@endcap/core'
import { expect, it, vi } from 'vitest'
import { drainQueue } from '../src/queue.js'

it('runs what was queued in order, then every later call at once', () => {
  const calls: unknown[] = []
  const client = { track: (...args: unknown[]) => calls.push(args), consent: (state: unknown) => calls.push(state) }
  const queue = drainQueue(client, [
    ['consent', { analytics: 'granted' }],
    ['track', 'view_item', { items: [] }],
  ])
  expect(calls).toEqual([{ analytics: 'granted' }, ['view_item', { items: [] }]])
  queue.push(['track', 'search'], ['track', 'share'])
  expect(calls.slice(2)).toEqual([['search'], ['share']])
})

it('tells of what is no method or throws, and runs the rest', () => {
  const codes: string[] = []
  const listener = (event: Event) => codes.push((event as CustomEvent<EndcapError>).detail.code)
  document.addEventListener('endcap:error', listener)
  const track = vi.fn()
  const broken = () => {
    throw new Error('broken')
  }
  drainQueue({ track, broken, size: 3 }, ['nonsense', ['toString'], ['size'], ['broken'], ['track', 'share']])
  document.removeEventListener('endcap:error', listener)
  expect(codes).toEqual(['reference-unknown', 'reference-unknown', 'reference-unknown', 'listener-failed'])
  expect(track).toHaveBeenCalledExactlyOnceWith('share')
})

it('starts with nothing queued', () => {
  expect(() => drainQueue({}, undefined)).not.toThrow()
})
