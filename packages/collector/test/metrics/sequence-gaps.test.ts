import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSequenceGaps, type SequenceGapLimits } from '../../src/metrics/sequence-gaps.js'

const LIMITS: SequenceGapLimits = { windowMs: 1000, idleMs: 10_000, streamCount: 100, missingCount: 1000 }

function rig(limits: Partial<SequenceGapLimits> = {}) {
  let time = 0
  const gaps = createSequenceGaps(() => time, { ...LIMITS, ...limits })
  return {
    gaps,
    pass: (ms: number) => {
      time += ms
    },
    see: (stream: string, ...seqs: number[]) => {
      for (const seq of seqs) gaps.observe({ stream, seq })
    },
  }
}

test('a number that never comes is a lost event once the window is over', () => {
  const { gaps, pass, see } = rig()
  see('a', 1, 2, 5)
  expect(gaps.counts()).toMatchObject({ received: 3, gaps: 0, pending: 2, lossRatio: 0 })
  pass(1000)
  expect(gaps.counts()).toMatchObject({ received: 3, gaps: 2, pending: 0, lossRatio: 2 / 5 })
})

test('what comes within the window is out of order, not lost; what comes later is taken back', () => {
  const { gaps, pass, see } = rig()
  see('a', 2, 1, 4)
  pass(999)
  see('a', 3)
  pass(5000)
  expect(gaps.counts()).toMatchObject({ received: 4, gaps: 0, outOfOrder: 2, lossRatio: 0 })
  see('b', 3)
  pass(1000)
  expect(gaps.counts().gaps).toBe(2)
  see('b', 1)
  expect(gaps.counts()).toMatchObject({ gaps: 2, filledLate: 1, lossRatio: 1 / 7 })
})

test('what browsers gave up, or what was rejected, is no loss on the way', () => {
  const { gaps, pass, see } = rig()
  see('a', 1, 4)
  gaps.excuse(1)
  gaps.excuse(0)
  pass(1000)
  expect(gaps.counts().gaps).toBe(1)
  gaps.excuse(5)
  pass(2001)
  see('b', 3)
  pass(1000)
  // The excuse is too old for a gap of now.
  expect(gaps.counts().gaps).toBe(3)
})

test('numbers that no browser makes are left out', () => {
  const { gaps, pass, see } = rig()
  see('a', 1, 1e9, 5, 7)
  pass(1000)
  expect(gaps.counts()).toMatchObject({ received: 1, gaps: 0, implausible: 1 })
})

test('streams of before a restart go on where they were', () => {
  const { gaps, pass, see } = rig()
  pass(10_000)
  for (const [seq, receivedAt] of [
    [1, 1],
    [3, 2],
    [4, 9500],
    [6, 9600],
  ] as const)
    gaps.recall({ stream: 'a', seq, receivedAt })
  see('a', 7)
  pass(1000)
  // 2 was counted before the restart; 5 was still awaited.
  expect(gaps.counts()).toMatchObject({ received: 1, gaps: 1 })
})

test('memory is bounded; a stream that was forgotten is not taken for a loss', () => {
  const { gaps, pass, see } = rig({ missingCount: 10 })
  for (let stream = 0; stream < 150; stream++) see(`s${stream}`, 1)
  see('s0', 9)
  pass(1000)
  expect(gaps.counts().gaps).toBe(0)
  see('s149', 12)
  see('s148', 12)
  expect(gaps.counts()).toMatchObject({ gaps: 10, pending: 10 })
})

test('counts exactly what was lost below the last event that came, in any order of arrival', () => {
  const event = fc.record({ stream: fc.integer({ min: 0, max: 3 }), seq: fc.integer({ min: 1, max: 40 }) })
  fc.assert(
    fc.property(
      fc.uniqueArray(event, { selector: ({ stream, seq }) => `${stream} ${seq}`, maxLength: 80 }),
      (events) => {
        const { gaps, pass, see } = rig()
        for (const { stream, seq } of events) see(String(stream), seq)
        pass(1000)
        const lost = [0, 1, 2, 3].map((stream) => {
          const seqs = events.filter((each) => each.stream === stream).map(({ seq }) => seq)
          return Math.max(0, ...seqs) - seqs.length
        })
        const { gaps: counted, received, pending } = gaps.counts()
        expect([counted, received, pending]).toEqual([lost.reduce((sum, count) => sum + count), events.length, 0])
      },
    ),
  )
})
