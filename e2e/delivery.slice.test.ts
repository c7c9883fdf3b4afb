/** A slice of the acceptance list of delivery in three engines; `npm run e2e:delivery` plays the whole of it. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { run } from '../scripts/workspace.mjs'

const RIG = fileURLToPath(new URL('delivery/run.mjs', import.meta.url))

interface Row {
  readonly row: number
  readonly name: string
  readonly ok: boolean
  readonly problems?: readonly string[]
}

async function play(...args: string[]) {
  const { code, output }: { code: number; output: string } = await run('node', [RIG, '--quick', '--json', ...args], {
    capture: true,
  })
  const line = output.split('\n').find((text) => text.startsWith('{"browsers"'))
  if (!line) throw new Error(output)
  return { code, rows: (JSON.parse(line) as { rows: Row[] }).rows }
}

// The rig reads /proc and runs WebKitGTK.
describe.skipIf(process.platform !== 'linux')('delivery (on Linux)', () => {
  it.each(['chromium', 'firefox', 'webkit'])(
    'keeps and delivers every event once in %s',
    async (browser) => {
      const { code, rows } = await play('--browser', browser)
      const broken = rows.filter(({ ok }) => !ok)
      expect(broken.map(({ row, name, problems }) => `row ${row}, ${name}: ${problems?.join('; ')}`)).toEqual([])
      expect(new Set(rows.map(({ row }) => row))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
      expect(code).toBe(0)
    },
    180_000,
  )

  it('is told from a road that loses a batch and says that it arrived', async () => {
    const { code, rows } = await play('--browser', 'chromium', '--row', '7', '--swallow')
    expect(rows.map(({ ok }) => ok)).toEqual([false])
    expect(rows[0]?.problems?.join()).toContain('lost')
    expect(code).toBe(1)
  }, 60_000)
})
