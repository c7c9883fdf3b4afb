import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { startLoopDelay } from '../src/loop-delay.js'

function block(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test('one long turn is no load; turns that are long again and again are, until they end', {
  timeout: 60_000,
}, async () => {
  const delay = startLoopDelay()
  onTestFinished(delay.stop)
  const seen: number[] = []
  async function look(turns: number, busyMs: number): Promise<number> {
    seen.length = 0
    for (let i = 0; i < turns; i++) {
      block(busyMs)
      await sleep(20)
      seen.push(delay.ms())
    }
    return Math.max(...seen)
  }
  // Two turns of it between two looks, of which a mean alone makes a load.
  expect(await look(2, 700)).toBeLessThan(300)
  expect(await look(8, 700)).toBeGreaterThan(300)
  await look(70, 0)
  expect(delay.ms()).toBeLessThan(300)
})
