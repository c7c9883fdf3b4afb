import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashToUnit } from '@endcap/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-analyse-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const DAY_MS = 86_400_000
const CONFIG = {
  v: 1,
  placements: [{ id: 'row', selector: '#row' }],
  experiments: [
    {
      id: 'order',
      placement: 'row',
      hypothesis: 'New things first get <more> clicks.',
      metric: 'ctr',
      variants: [
        { id: 'control', weight: 0.5 },
        { id: 'new', weight: 0.5, set: { heading: 'New' } },
      ],
    },
    {
      id: 'later',
      placement: 'row',
      status: 'draft',
      seed: 'of its own',
      variants: [
        { id: 'control', weight: 0.5 },
        { id: 'b', weight: 0.5 },
      ],
    },
  ],
}

/** Ten days of visitors who see one list each; `new` is clicked half as often again. The last 150 are held out. */
function eventsOf(count: number): object[] {
  return Array.from({ length: count }, (_, n) => {
    const visitor = `v${n}`
    const isOpen = n < 3000
    const variant = n % 2 ? 'new' : 'control'
    const ts = Date.UTC(2026, 9, 1) + Math.floor(((n % 3000) / 3000) * 10 * DAY_MS)
    const list = { placement: 'row', requestId: visitor, widget: 'row', experiment: 'order', variant }
    const items = [{ item_id: 'a', index: 0 }]
    const event = (type: string, seq: number, more: object) => ({
      ...{ id: `${visitor}-${type}`, type, ts: ts + seq, stream: visitor, seq, visitor },
      consent: { analytics: 'granted', personalization: 'granted' },
      ...more,
    })
    const isClicked = hashToUnit('click', visitor) < (variant === 'new' ? 0.45 : 0.3)
    const isBought = hashToUnit('buy', visitor) < 0.05
    return [
      event('experiment_exposure', 1, {
        experiments: isOpen ? { order: variant, holdout: 'open' } : { holdout: 'held-out' },
      }),
      event('view_item_list', 2, {
        list: isOpen ? list : { ...list, experiment: undefined, variant: undefined },
        items,
      }),
      ...(isClicked ? [event('select_item', 3, { list, items })] : []),
      ...(isBought
        ? [event('purchase', 4, { order: { transactionId: visitor, value: 20, currency: 'GBP' }, items })]
        : []),
    ]
  }).flat()
}

beforeAll(async () => {
  writeFileSync(
    join(folder, 'events.ndjson'),
    eventsOf(3150)
      .map((row) => JSON.stringify(row))
      .join('\n'),
  )
  writeFileSync(join(folder, 'config.json'), JSON.stringify(CONFIG))
  expect((await runCommand(['import', '--events', 'events.ndjson', '--data', 'data'], folder)).code).toBe(0)
})

const ORDER = ['--experiment', 'order', '--data', 'data', '--config', 'config.json']

describe('endcap experiment analyse', () => {
  it('tells the verdict, each metric and the checks, and writes a page that needs nothing', async () => {
    const { code, stdout: out } = await runCommand(['experiment', 'analyse', ...ORDER, '--html', 'order.html'], folder)
    expect(code).toBe(0)
    expect(out).toMatch(/^order: new is better than control\n/)
    expect(out).toMatch(/Clicks per row seen: control 29\.8 %, new 44\.1 %/)
    expect(out).toMatch(/ok {2}Split: as planned/)
    const page = readFileSync(join(folder, 'order.html'), 'utf8')
    expect(page).toContain('new is better than control')
    expect(page).toContain('New things first get &lt;more&gt; clicks.')
    for (const title of ['How sure', 'How it came about', 'Can it be trusted', 'Every number', 'The whole programme']) {
      expect(page).toContain(`>${title}</h2>`)
    }
    expect(page).toContain('lists with a click ÷ lists seen')
    expect(page).toContain('default-src &#39;none&#39;')
    expect(page).not.toMatch(/<script|https?:\/\/|style="/)
  })

  it('answers as data, by the days and the metric that were asked for', async () => {
    const args = ['experiment', 'analyse', ...ORDER, '--json']
    const whole = JSON.parse((await runCommand(args, folder)).stdout)
    expect(whole).toMatchObject({ experiment: 'order', currency: 'GBP', verdict: { state: 'better', metric: 'ctr' } })
    expect(whole.arms.map(({ visitors }: { visitors: number }) => visitors)).toEqual([1500, 1500])
    expect(whole.course.length).toBe(10)
    const days = JSON.parse((await runCommand([...args, '--from', '2026-10-02', '--to', '2026-10-03'], folder)).stdout)
    expect(days.arms.map(({ visitors }: { visitors: number }) => visitors)).toEqual([300, 300])
    expect(days.verdict.state).toBe('early')
    const sold = JSON.parse((await runCommand([...args, '--metric', 'conversion'], folder)).stdout)
    expect(sold.metrics[0].definition.id).toBe('conversion')
    expect(sold.verdict).toMatchObject({ state: 'open', metric: 'conversion' })
  })

  it.each<[string, string[], number, RegExp]>([
    ['an experiment that there is not', ['--experiment', 'none', '--data', 'data'], 1, /no experiment none/],
    ['a metric that there is not', [...ORDER, '--metric', 'luck'], 1, /luck is none of ctr, /],
    ['no source', ['--experiment', 'order'], 2, /--data or --clickhouse/],
    ['a day that is none', [...ORDER, '--from', 'May'], 2, /--from May is no day/],
    ['days that run backwards', [...ORDER, '--from', '2026-10-05', '--to', '2026-10-01'], 2, /--from is after --to/],
    ['a folder without a warehouse', ['--experiment', 'order', '--data', 'nothing'], 1, /no warehouse/],
  ])('says what is wrong with %s', async (_, args, expected, message) => {
    const { code, stderr: err } = await runCommand(['experiment', 'analyse', ...args], folder)
    expect(err).toMatch(message)
    expect(code).toBe(expected)
  })

  it('asks a collector that runs, which knows its own config', async () => {
    const running = startCommand(
      ['collect', '--data', 'data', '--key', 'demo', '--port', '0', '--config', 'config.json'],
      folder,
    )
    await running.started
    try {
      const args = ['experiment', 'analyse', '--experiment', 'order', '--data', 'data', '--json']
      const { code, stdout: out } = await runCommand(args, folder)
      expect(code).toBe(0)
      expect(JSON.parse(out)).toMatchObject({ configured: true, placement: 'row', verdict: { state: 'better' } })
    } finally {
      await running.stop()
    }
  })
})

describe('endcap experiment list', () => {
  it('names those of config and warehouse, each with its verdict', async () => {
    const args = ['experiment', 'list', '--data', 'data', '--config', 'config.json']
    const { experiments } = JSON.parse((await runCommand([...args, '--json'], folder)).stdout)
    expect(
      experiments.map(({ experiment, verdict }: { experiment: string; verdict: { state: string } }) => [
        experiment,
        verdict.state,
      ]),
    ).toEqual([
      ['order', 'better'],
      ['later', 'empty'],
      ['holdout', 'open'],
    ])
    const { stdout: out } = await runCommand(args, folder)
    expect(out).toMatch(/order +3,000 visitors {2}new is better than control/)
  })
})
