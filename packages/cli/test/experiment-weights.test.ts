import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashToUnit } from '@endcap/core'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-weights-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const CONFIG = {
  v: 1,
  placements: [{ id: 'row', selector: '#row' }],
  experiments: [
    {
      id: 'order',
      placement: 'row',
      bandit: { floor: 0.1 },
      sticky: true,
      variants: [
        { id: 'control', weight: 0.5 },
        { id: 'test', weight: 0.5, set: { heading: 'New' } },
      ],
      // Of a later version.
      later: { kept: true },
    },
  ],
}

/** Visitors of both arms who see one list and click it with their arm's chance. */
async function prepare(name: string, visitors: number, config: object = CONFIG): Promise<string[]> {
  let count = 0
  const event = (type: string, visitor: string, more: object) => ({
    id: `${name}${++count}`,
    type,
    ts: Date.UTC(2026, 9, 1) + count * 1000,
    stream: 's',
    seq: count,
    visitor,
    consent: { analytics: 'granted', personalization: 'granted' },
    ...more,
  })
  const rows = ['control', 'test'].flatMap((variant) =>
    Array.from({ length: visitors }, (_, n) => {
      const visitor = `${variant}${n}`
      const list = { placement: 'row', requestId: visitor, widget: 'row', experiment: 'order', variant }
      const items = [{ item_id: 'a', index: 0 }]
      const isClicked = hashToUnit('click', visitor) < (variant === 'test' ? 0.4 : 0.2)
      return [
        event('experiment_exposure', visitor, { experiments: { order: variant } }),
        event('view_item_list', visitor, { list, items }),
        ...(isClicked ? [event('select_item', visitor, { list, items })] : []),
      ]
    }).flat(),
  )
  writeFileSync(join(folder, `${name}.ndjson`), rows.map((row) => JSON.stringify(row)).join('\n'))
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(config))
  const { code } = await runCommand(['import', '--events', `${name}.ndjson`, '--data', name], folder)
  expect(code).toBe(0)
  return ['experiment', 'weights', '--data', name, '--config', `${name}.json`, '--experiment', 'order']
}

test('moves traffic to the better arm, down to the floor, and keeps the rest of the file', async () => {
  const argv = await prepare('clear', 400)
  const told = await runCommand(argv, folder)
  expect(told.stdout).toMatch(/order by ctr: every arm has its chance/)
  expect(told.stdout).toContain('the effects of arms are biased')
  const { code, stdout } = await runCommand([...argv, '--out', 'clear.json', '--json'], folder)
  expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ moved: true, metric: 'ctr', sticky: true })])
  const written = JSON.parse(readFileSync(join(folder, 'clear.json'), 'utf8'))
  const [control, test] = written.experiments[0].variants
  expect([control.weight, test.weight]).toEqual([0.1, 0.9])
  expect(written.experiments[0].later).toEqual({ kept: true })
  expect(test.set).toEqual({ heading: 'New' })
})

test('leaves the weights while an arm has few visitors', async () => {
  const argv = await prepare('thin', 50)
  const { code, stdout } = await runCommand([...argv, '--out', 'none.json'], folder)
  expect([code, stdout]).toEqual([0, expect.stringContaining('the weights stay: control has 50 visitors')])
  expect(() => readFileSync(join(folder, 'none.json'))).toThrow()
})

test('an experiment that is no bandit, or not there, is refused', async () => {
  const { bandit: _, ...plain } = CONFIG.experiments[0] as (typeof CONFIG.experiments)[0]
  const argv = await prepare('plain', 10, { ...CONFIG, experiments: [plain] })
  const refused = await runCommand(argv, folder)
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('has no "bandit"')])
  const missing = await runCommand([...argv.slice(0, -1), 'other'], folder)
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('has no experiment other')])
})
