import { ticksOf } from './processes.mjs'

/** Long against a tick of 10 ms, and against what else the processes of a browser do meanwhile. */
const SPIN_MS = 500

/** The process that draws a page, where the engine does not tell: the one that works while a loop runs in the page. */
export async function findBusy(root, evaluate) {
  const before = ticksOf(root)
  await evaluate((ms) => {
    const untilMs = performance.now() + ms
    while (performance.now() < untilMs);
  }, SPIN_MS)
  const used = [...ticksOf(root)].map(([pid, ticks]) => ({ pid, ticks: ticks - (before.get(pid) ?? 0) }))
  return used.sort((a, b) => b.ticks - a.ticks)[0].pid
}
