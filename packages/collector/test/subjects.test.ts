import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeEvent } from '@endcap/testkit'
import { expect, test } from 'vitest'
import { createNdjsonSink, PermanentError } from '../src/index.js'
import { createMemorySink, makeBatch, makeFolder, startRig } from './rig.js'

const by = (visitor?: string, customer?: string) => ({
  ...makeEvent('page_view', { ts: Date.now() }),
  visitor,
  customer,
})

/** Everything in the files below a folder; not in DuckDB's, which keeps the bytes of free blocks until it needs them. */
async function textsBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.includes('.duckdb'))
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))).join('\n')
}

test('a visitor is erased everywhere, with the account and the other devices, and with a receipt', async () => {
  const folder = await makeFolder()
  const memory = createMemorySink()
  const poison = by('ann-phone', 'ann')
  memory.fail = (events) => {
    if (events.some(({ id }) => id === poison.id)) throw new PermanentError('never', [poison.id])
  }
  const sinks = [createNdjsonSink({ folder: join(folder, 'events') }), { type: 'duckdb' } as const, memory]
  const { collector, post, dataDir } = await startRig({ dataDir: join(folder, 'data'), sinks })
  const theirs = [by('ann-phone'), by('ann-phone', 'ann'), by('ann-tablet', 'ann'), by('ann-tablet'), poison]
  const others = [by('bob'), by('bob', 'bob-account'), by()]
  await post(makeBatch([...theirs, ...others]))
  await collector.flush()

  const { records, missing } = await collector.export({ visitor: 'ann-tablet' })
  const places = ['spool', 'sink ndjson', 'sink duckdb', 'dead letters of memory']
  expect(places.map((name) => records.filter(({ place }) => place === name).length)).toEqual([5, 5, 5, 1])
  expect(records).toHaveLength(16)
  expect(missing).toEqual(['sink memory'])

  const receipt = await collector.erase({ visitor: 'ann-phone' })
  expect(receipt).toEqual({
    at: expect.any(Number),
    visitors: 2,
    customers: 1,
    complete: true,
    places: [
      { place: 'spool', state: 'erased', events: 5 },
      { place: 'dead letters of ndjson', state: 'erased', events: 0 },
      { place: 'sink ndjson', state: 'erased', events: 5 },
      { place: 'dead letters of duckdb', state: 'erased', events: 0 },
      { place: 'sink duckdb', state: 'erased', events: 5 },
      { place: 'dead letters of memory', state: 'erased', events: 1 },
      { place: 'sink memory', state: 'not-here', events: 0 },
    ],
  })
  expect((await collector.export({ visitor: 'ann-phone' })).records).toEqual([])
  expect((await collector.export({ visitor: 'bob' })).records).toHaveLength(6)
  // What a page sends again is known, and is not kept.
  const again = (await (await post(makeBatch(theirs))).json()) as object
  expect(again).toMatchObject({ accepted: 0, duplicates: 5 })
  await collector.close()
  const left = await textsBelow(folder)
  expect(left).not.toMatch(/ann-phone|ann-tablet/)
  expect(left).toContain('bob-account')
  expect(existsSync(join(dataDir, 'erasures.json'))).toBe(false)
})

test('of an account, what somebody else did on the same device stays', async () => {
  const sink = createNdjsonSink({ folder: await makeFolder() })
  const { collector, post } = await startRig({ sinks: [sink] })
  await post(makeBatch([by('shared', 'ann'), by('shared', 'bob'), by('shared'), by('other', 'bob')]))
  await collector.flush()
  const { records } = await collector.export({ customer: 'ann' })
  expect(records.filter(({ place }) => place === 'spool')).toMatchObject([
    { record: { customer: 'ann' } },
    { record: { visitor: 'shared' } },
  ])
  expect(await collector.erase({ customer: 'ann' })).toMatchObject({ visitors: 1, customers: 1, complete: true })
  expect((await collector.export({ customer: 'bob' })).records).toHaveLength(4)
})

test('a sink that is down is erased once it answers, also after a restart', async () => {
  const folder = await makeFolder()
  const [dataDir, events] = [join(folder, 'data'), join(folder, 'events')]
  const first = await startRig({ dataDir, sinks: [createNdjsonSink({ folder: events })] })
  await first.post(makeBatch([by('ann'), by('bob')]))
  await first.collector.flush()
  await first.collector.close()

  let isDown = true
  const sound = createNdjsonSink({ folder: events })
  const down = {
    ...sound,
    open: (spool: string) => (isDown ? Promise.reject(new Error('down')) : sound.open(spool)),
  }
  // Nobody waits half a minute here.
  const clock = {
    now: Date.now,
    after(ms: number, task: () => void) {
      const timer = setTimeout(task, Math.min(ms, 20))
      return () => clearTimeout(timer)
    },
  }
  const second = await startRig({ dataDir, sinks: [down], env: { clock } })
  expect(await second.collector.erase({ visitor: 'ann' })).toMatchObject({
    complete: false,
    places: [
      { place: 'spool', state: 'erased', events: 1 },
      { place: 'dead letters of ndjson', state: 'outstanding' },
      { place: 'sink ndjson', state: 'outstanding' },
    ],
  })
  await second.collector.close()
  expect(await textsBelow(events)).toContain('"ann"')
  expect(existsSync(join(dataDir, 'erasures.json'))).toBe(true)

  isDown = false
  const third = await startRig({ dataDir, sinks: [down] })
  // A later call waits its turn behind the one that was outstanding.
  await third.collector.erase({ visitor: 'nobody' })
  expect(await textsBelow(events)).not.toContain('"ann"')
  await third.collector.close()
  expect(existsSync(join(dataDir, 'erasures.json'))).toBe(false)
})

test('an erasure that a crash cut short is finished before anything more is delivered', async () => {
  const dataDir = join(await makeFolder(), 'data')
  const full = createMemorySink('later')
  full.fail = () => Promise.reject(new Error('down'))
  const first = await startRig({ dataDir, sinks: [full], limits: { drainMs: 10 } })
  await first.post(makeBatch([by('ann'), by('bob')]))
  await first.collector.close()
  // As it stands when the process ends right after an erasure was begun.
  const subject = { visitors: ['ann'], customers: [] }
  const places = ['spool', 'sink later'].map((place) => ({ place, subject }))
  await writeFile(join(dataDir, 'erasures.json'), JSON.stringify(places))
  const later = createMemorySink('later')
  const second = await startRig({ dataDir, sinks: [later] })
  await second.collector.flush()
  expect(later.taken.map(({ visitor }) => visitor)).toEqual(['bob'])
  await second.collector.erase({ visitor: 'nobody' })
  expect(existsSync(join(dataDir, 'erasures.json'))).toBe(false)
})

test('what was done stands in the audit log, without an id', async () => {
  const { collector, post, dataDir } = await startRig({ sinks: [] })
  await post(makeBatch([by('ann')]))
  await collector.export({ visitor: 'ann' })
  await collector.erase({ visitor: 'ann' })
  const entries = await collector.audit.read()
  expect(entries).toMatchObject([
    { action: 'export', by: 'visitor', records: 1 },
    { action: 'erase', by: 'visitor', complete: true },
  ])
  expect(readFileSync(join(dataDir, 'audit.ndjson'), 'utf8')).not.toContain('"ann"')
})

test.each([{ visitor: '' }, { visitor: 'a\0b' }, { customer: 'x'.repeat(257) }, { visitor: 7 }])(
  '%j is no id',
  async (who) => {
    const { collector } = await startRig()
    await expect(collector.erase(who as { visitor: string })).rejects.toMatchObject({ code: 'option-invalid' })
  },
)
