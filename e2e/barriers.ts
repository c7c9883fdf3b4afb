/** What axe finds wrong with a page: of every test that looks for it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds wrong with a page, as rule and first node. What comes in by an animation is looked at when it has come:
 * half faded in, nothing has contrast enough. What pulses for ever is not waited for.
 */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    type Result = { violations: { id: string; nodes: { html: string }[] }[] }
    const passing = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
      .map(({ finished }) => finished.catch(() => undefined))
    await Promise.all(passing)
    const { violations } = await (window as never as { axe: { run(): Promise<Result> } }).axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}
