/** What `endcap experiment` says of a ClickHouse server, beside what it says of a folder that holds the same. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { startChdb } from '@endcap/testkit/services/chdb'
import { type ClickHouseService, fillClickHouse } from '@endcap/testkit/services/clickhouse'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const DAY_MS = 86_400_000
const START_MS = Date.UTC(2026, 9, 1)
const CONFIG = {
  v: 1,
  placements: [{ id: 'row', selector: '#row' }],
  experiments: [
    {
      id: 'order',
      placement: 'row',
      interleave: true,
      variants: [
        { id: 'control', weight: 0.5 },
        { id: 'fresh', weight: 0.5, set: { strategy: ['recent'] } },
      ],
    },
  ],
}

/** A week in which two of three clicks are on what the second variant had picked. */
function shoppers(): StoredEvent[] {
  return Array.from({ length: 400 }, (_, n) => {
    const ts = START_MS + Math.floor((n / 400) * 8 * DAY_MS)
    const own = { visitor: `v${n}`, stream: `s${n}`, ts, receivedAt: ts }
    const list = { placement: 'row', requestId: `r${n}`, experiment: 'order', variant: 'interleaved' }
    const items = [{ item_id: `i${n % 5}`, team: n % 3 ? 'fresh' : 'control' }]
    const types = ['experiment_exposure', 'view_item_list', ...(n % 2 ? ['select_item'] : [])] as const
    return types.map((type, at) => ({
      ...makeEvent(type as 'select_item', { ...own, id: `e${n}-${at}`, seq: at + 1 }),
      ...own,
      ...(type === 'experiment_exposure' ? { experiments: { order: 'interleaved' } } : { list, items }),
    }))
  }).flat()
}

const folder = mkdtempSync(join(tmpdir(), 'endcap-experiment-'))
let server: ClickHouseService
beforeAll(async () => {
  server = await startChdb()
  await fillClickHouse(server, shoppers())
  writeFileSync(join(folder, 'config.json'), JSON.stringify(CONFIG))
  writeFileSync(
    join(folder, 'events.ndjson'),
    shoppers()
      .map((event) => JSON.stringify(event))
      .join('\n'),
  )
  await runCommand(['import', '--events', 'events.ndjson', '--data', 'data'], folder)
})
afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

test.each([
  ['analyse', ['--experiment', 'order', '--config', 'config.json']],
  ['plan', ['--lift', '0.2', '--placement', 'row', '--days', '9']],
])('%s says the same of both', async (command, args) => {
  const ask = async (...source: string[]) => {
    const { code, stdout, stderr } = await runCommand(['experiment', command, ...args, ...source, '--json'], folder)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    return JSON.parse(stdout)
  }
  const found = await ask('--clickhouse', server.url)
  expect(found).toEqual(await ask('--data', 'data'))
  // The comparison is of something.
  if (command === 'plan') expect(found).toMatchObject({ source: { visitors: 400 }, shape: 'amount' })
  else expect(found.interleaving).toMatchObject({ exposed: 400, credited: 200, state: 'test' })
})
