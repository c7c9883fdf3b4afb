import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { inspectSpool } from '../src/index.js'
import { createMemorySink, makeBatch, makeEvents, makeFolder, startRig } from './rig.js'

/** Mounts a file system of 1 MiB; undefined where that is not allowed. */
async function mountSmall(): Promise<string | undefined> {
  const folder = await makeFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

test('a full disk: 503, nothing half-written, and it goes on once there is room', async (context) => {
  const folder = await mountSmall()
  if (!folder) return context.skip('needs the right to mount a file system')
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const sink = createMemorySink()
  const { post, collector, url } = await startRig({ dataDir, sinks: [sink] })
  const [before, lost, after] = [makeEvents(5), makeEvents(5), makeEvents(5)]
  expect((await post(makeBatch(before))).status).toBe(202)

  const ballast = join(folder, 'ballast')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(ballast, Buffer.alloc(bavail * bsize))
  // More than what is left of the page that the segment ends in.
  const large = lost.map((event) => ({ ...event, search: { term: 'x'.repeat(1000) } }))
  const full = await post(makeBatch(large))
  expect([full.status, full.headers.get('retry-after'), await full.json()]).toMatchObject([
    503,
    '5',
    { code: 'spool-failed' },
  ])
  expect((await fetch(`${url}/ready`)).status).toBe(503)

  rmSync(ballast)
  expect((await post(makeBatch(large))).status).toBe(202)
  expect((await post(makeBatch(after))).status).toBe(202)
  expect((await fetch(`${url}/ready`)).status).toBe(200)
  await collector.flush()
  expect(sink.taken.map(({ id }) => id)).toEqual([...before, ...lost, ...after].map(({ id }) => id))
  expect(await inspectSpool(dataDir)).toMatchObject({ next: 15, isSound: true })
})
