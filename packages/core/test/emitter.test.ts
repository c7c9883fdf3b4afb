import { describe, expect, it, vi } from 'vitest'
import { createEmitter } from '../src/index.js'

describe('createEmitter', () => {
  it('calls listeners in order until they are stopped', () => {
    const emitter = createEmitter<{ tick: number }>()
    const calls: string[] = []
    const stop = emitter.on('tick', (value) => calls.push(`a${value}`))
    emitter.on('tick', (value) => calls.push(`b${value}`))
    emitter.emit('tick', 1)
    stop()
    emitter.emit('tick', 2)
    expect(calls).toEqual(['a1', 'b1', 'b2'])
  })

  it('lets the others have their event when one listener throws', () => {
    const onError = vi.fn()
    const emitter = createEmitter<{ tick: number }>(onError)
    const last = vi.fn()
    emitter.on('tick', () => {
      throw new Error('boom')
    })
    emitter.on('tick', last)
    emitter.emit('tick', 1)
    expect(last).toHaveBeenCalledWith(1)
    expect(onError).toHaveBeenCalledOnce()
  })
})
