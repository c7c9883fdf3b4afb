import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeFiles } from '../src/files.js'
import { createNdjsonSink, type Files } from '../src/index.js'
import { makeFolder, makeStored } from './rig.js'
import { sinkSuite } from './sink-suite.js'

async function setup(fileBytes?: number) {
  const folder = await makeFolder()
  let isBroken = false
  const files: Files = {
    ...nodeFiles,
    // The events are on disk already when the cursor cannot be written.
    replaceText: (path, text) => (isBroken ? Promise.reject(new Error('ENOSPC')) : nodeFiles.replaceText(path, text)),
  }
  const names = async () => (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort()
  return {
    folder,
    names,
    create: () => createNdjsonSink({ folder, files, ...(fileBytes === undefined ? {} : { fileBytes }) }),
    async ids() {
      const texts = await Promise.all((await names()).map((name) => readFile(join(folder, name), 'utf8')))
      const lines = texts.join('').split('\n').filter(Boolean)
      return lines.map((line) => JSON.parse(line).id as string)
    },
    setBroken(value: boolean) {
      isBroken = value
    },
  }
}

sinkSuite('ndjson', setup)

test('a new file begins with the day and past the size', async () => {
  const { create, names } = await setup(500)
  const sink = create()
  await sink.open('spool')
  const on = (day: number) => makeStored({ receivedAt: Date.UTC(2026, 0, day) })
  await sink.write([on(2), on(2), on(3)], 3)
  await sink.write([on(3)], 4)
  await sink.write([on(3)], 5)
  await sink.write([on(2)], 6)
  expect(await names()).toEqual([
    'events-2026-01-02-000001.ndjson',
    'events-2026-01-03-000001.ndjson',
    'events-2026-01-03-000002.ndjson',
  ])
  await sink.close()
})

test('what a crash left behind the recorded length is gone after the restart', async () => {
  const { create, folder, names, ids } = await setup()
  const sink = create()
  await sink.open('spool')
  const event = makeStored()
  await sink.write([event], 1)
  await sink.close()
  await appendFile(join(folder, (await names())[0] as string), '{"id":"half')
  await writeFile(join(folder, 'events-2999-01-01-000001.ndjson'), '{"id":"later"}\n')
  const again = create()
  expect(await again.open('spool')).toBe(1)
  expect(await ids()).toEqual([event.id])
  await again.close()
})

test('a crash in the very first write leaves nothing twice', async () => {
  const { create, setBroken, ids } = await setup()
  const sink = create()
  await sink.open('spool')
  setBroken(true)
  const event = makeStored()
  await expect(sink.write([event], 1)).rejects.toThrow('ENOSPC')
  setBroken(false)
  const again = create()
  expect(await again.open('spool')).toBe(0)
  await again.write([event], 1)
  expect(await ids()).toEqual([event.id])
  await again.close()
})
