import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { createModelStore, type ModelStore, NODE_FS, type StoreFs } from '../src/index.js'

const root = mkdtempSync(join(tmpdir(), 'endcap-store-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const newFolder = () => join(root, `model-${++folders}`)
const filesOf = (text: string) =>
  new Map([
    ['model.bin', Buffer.from(text.repeat(50))],
    ['shards/0.bin', Buffer.from(`${text} shard`)],
  ])
const publish = (store: ModelStore, version: string, text = version) => store.publish({ version, files: filesOf(text) })
/** Three versions, `v3` in use. */
async function threeVersions(folder = newFolder()) {
  let clock = 0
  const store = createModelStore(folder, { now: () => ++clock })
  for (const version of ['v1', 'v2', 'v3']) await publish(store, version)
  return { folder, store }
}
/** What a page would load: `current.json` and each file that it names, checked. */
async function loaded(folder: string): Promise<string | undefined> {
  if (!existsSync(join(folder, 'current.json'))) return undefined
  const { version, files } = JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8'))
  const store = createModelStore(folder)
  for (const { path } of files) await store.read(version, path)
  return version
}

test('publishes files under the version and names it with sizes and checksums', async () => {
  const folder = newFolder()
  const store = createModelStore(folder, { now: () => 1234 })
  const window = { fromMs: 1, toMs: 2 }
  const outcome = await store.publish({ version: 'a1', files: filesOf('x'), window, evaluation: { mrr: 0.3 } })
  expect(outcome.state).toBe('published')
  expect(JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8'))).toEqual({
    version: 'a1',
    publishedAt: 1234,
    files: [
      { path: 'model.bin', bytes: 50, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { path: 'shards/0.bin', bytes: 7, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ],
    window,
    evaluation: { mrr: 0.3 },
    previous: null,
    generation: 1,
  })
  expect((await store.read('a1', 'shards/0.bin')).toString()).toBe('x shard')
  expect(await store.verify()).toEqual([])
  expect(readdirSync(folder).sort()).toEqual(['.log', 'a1', 'current.json'])
})

test('lists the newest first, each with what it came after', async () => {
  const { store } = await threeVersions()
  const versions = await store.listVersions()
  expect(versions.map(({ version, previous }) => [version, previous])).toEqual([
    ['v3', 'v2'],
    ['v2', 'v1'],
    ['v1', null],
  ])
})

test('the same files again change nothing but what is in use; others under the same version are refused', async () => {
  const { folder, store } = await threeVersions()
  const before = readFileSync(join(folder, 'v2/version.json'), 'utf8')
  await publish(store, 'v2')
  expect(await loaded(folder)).toBe('v2')
  expect(readFileSync(join(folder, 'v2/version.json'), 'utf8')).toBe(before)
  await expect(publish(store, 'v2', 'other')).rejects.toThrow('id-duplicate')
  expect(await store.verify()).toEqual([])
})

test('rolls back step by step, to a version by name, and forward again', async () => {
  const { folder, store } = await threeVersions()
  expect(await store.rollBack()).toMatchObject({ version: 'v2', previous: 'v1', rolledBackFrom: 'v3', generation: 4 })
  expect(await store.rollBack()).toMatchObject({ version: 'v1', previous: null })
  await expect(store.rollBack()).rejects.toThrow('not-found')
  expect(await store.rollBack('v3')).toMatchObject({ version: 'v3', rolledBackFrom: 'v1' })
  expect(await loaded(folder)).toBe('v3')
  await expect(store.rollBack('v9')).rejects.toThrow('not-found')
})

test('never rolls back to what is damaged', async () => {
  const { folder, store } = await threeVersions()
  appendFileSync(join(folder, 'v2/model.bin'), 'x')
  await expect(store.rollBack('v2')).rejects.toThrow('model-damaged')
  expect(await loaded(folder)).toBe('v3')
  expect(await store.rollBack()).toMatchObject({ version: 'v1' })
})

test.each<[string, (folder: string) => void, object]>([
  [
    'a changed file',
    (f) => appendFileSync(join(f, 'v3/model.bin'), 'x'),
    { version: 'v3', path: 'model.bin', problem: 'damaged' },
  ],
  [
    'a cut file',
    (f) => truncateSync(join(f, 'v1/model.bin'), 3),
    { version: 'v1', path: 'model.bin', problem: 'damaged' },
  ],
  [
    'a missing file',
    (f) => unlinkSync(join(f, 'v1/shards/0.bin')),
    { version: 'v1', path: 'shards/0.bin', problem: 'missing' },
  ],
  [
    'a missing version',
    (f) => rmSync(join(f, 'v3'), { recursive: true }),
    { version: 'v3', path: '', problem: 'missing' },
  ],
  [
    'a manifest that is no JSON',
    (f) => writeFileSync(join(f, 'v2/version.json'), '{"ver'),
    { version: 'v2', path: '', problem: 'damaged' },
  ],
  [
    'a manifest of another version',
    (f) => writeFileSync(join(f, 'v2/version.json'), readFileSync(join(f, 'v1/version.json'))),
    { version: 'v2', path: '', problem: 'damaged' },
  ],
  [
    'a current.json that is no JSON',
    (f) => writeFileSync(join(f, 'current.json'), '{"version":"v3"'),
    { version: 'current.json', path: '', problem: 'damaged' },
  ],
  [
    'a version and its manifest changed together',
    (f) => {
      const path = join(f, 'v3/version.json')
      writeFileSync(join(f, 'v3/model.bin'), '')
      const manifest = JSON.parse(readFileSync(path, 'utf8'))
      manifest.files[0] = {
        path: 'model.bin',
        bytes: 0,
        sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      }
      writeFileSync(path, JSON.stringify(manifest))
    },
    { version: 'current.json', path: '', problem: 'damaged' },
  ],
  [
    'a link to elsewhere in the place of a file',
    (f) => {
      unlinkSync(join(f, 'v3/model.bin'))
      symlinkSync('/etc/hostname', join(f, 'v3/model.bin'))
    },
    { version: 'v3', path: 'model.bin', problem: 'damaged' },
  ],
  [
    'a manifest that points out of its folder',
    (f) => {
      const path = join(f, 'v1/version.json')
      const manifest = JSON.parse(readFileSync(path, 'utf8'))
      manifest.files[0].path = '../../../etc/hostname'
      writeFileSync(path, JSON.stringify(manifest))
    },
    { version: 'v1', path: '', problem: 'damaged' },
  ],
])('finds %s', async (_, damage, problem) => {
  const { folder, store } = await threeVersions()
  damage(folder)
  expect(await store.verify()).toEqual([problem])
  // And whatever it is, a new version mends what pages load.
  await publish(store, 'v4')
  expect(await loaded(folder)).toBe('v4')
})

test('a damaged version is replaced when it is published again', async () => {
  const { folder, store } = await threeVersions()
  truncateSync(join(folder, 'v3/model.bin'), 1)
  await expect(store.read('v3', 'model.bin')).rejects.toThrow('model-damaged')
  await publish(store, 'v3')
  expect(await store.verify()).toEqual([])
})

test('keeps the newest, the one in use and the one before it', async () => {
  const { folder, store } = await threeVersions()
  await publish(store, 'v4')
  await store.rollBack('v2')
  expect(await store.prune(1)).toEqual(['v3'])
  expect((await store.listVersions()).map(({ version }) => version)).toEqual(['v4', 'v2', 'v1'])
  expect(await loaded(folder)).toBe('v2')
  await expect(store.prune(0)).rejects.toThrow('option-invalid')
})

test('a decision against a version that is no longer in use changes nothing', async () => {
  const { folder, store } = await threeVersions()
  const files = filesOf('v4')
  expect(await store.publish({ version: 'v4', files, against: 'v2' })).toMatchObject({
    state: 'conflict',
    current: { version: 'v3' },
  })
  expect(await store.publish({ version: 'v4', files, against: null })).toMatchObject({ state: 'conflict' })
  expect(existsSync(join(folder, 'v4'))).toBe(false)
  expect(await store.publish({ version: 'v4', files, against: 'v3' })).toMatchObject({ state: 'published' })
})

test.each(['', '.', '..', '.hidden', 'a/b', 'a\\b', 'current.json', 'x'.repeat(65), 'a b', 'é'])(
  'a version called %j is refused',
  async (version) => {
    const folder = newFolder()
    await expect(publish(createModelStore(folder), version)).rejects.toThrow('option-invalid')
    expect(existsSync(folder)).toBe(false)
  },
)

test.each(['', '/etc/x', '../x', 'a/../../x', 'a//b', 'version.json', '.x', 'a\\b', 'a\0b'])(
  'a file path %j is refused',
  async (path) => {
    const files = new Map([[path, Buffer.from('x')]])
    await expect(createModelStore(newFolder()).publish({ version: 'v', files })).rejects.toThrow('option-invalid')
  },
)

test('an empty folder has nothing', async () => {
  const store = createModelStore(newFolder())
  expect([await store.current(), await store.listVersions(), await store.verify()]).toEqual([undefined, [], []])
  await expect(store.rollBack()).rejects.toThrow('not-found')
  await expect(store.publish({ version: 'v', files: new Map() })).rejects.toThrow('option-missing')
})

/** A file system that dies at a step: before it, after it, or, where it writes, in the middle of it. */
function breaking(step: number, how: 'before' | 'after' | 'torn'): { fs: StoreFs; steps: () => number } {
  let steps = 0
  const wrap =
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const own = ++steps
      if (own > step || (own === step && how === 'before')) throw new Error('power cut')
      if (own === step && how === 'torn' && name === 'write') {
        mkdirSync(join(args[0] as string, '..'), { recursive: true })
        writeFileSync(args[0] as string, (args[1] as Uint8Array).subarray(0, (args[1] as Uint8Array).length >> 1))
        throw new Error('power cut')
      }
      const result = await call(...args)
      if (own === step) throw new Error('power cut')
      return result
    }
  const methods = Object.entries(NODE_FS).map(([name, call]) => [name, wrap(name, call as () => Promise<unknown>)])
  return { fs: Object.fromEntries(methods) as unknown as StoreFs, steps: () => steps }
}

test.each(['before', 'after', 'torn'] as const)(
  'a crash %s any step leaves the old version or the new one in use, whole, and the next publication works',
  async (how) => {
    const ends = new Set<string | undefined>()
    let step = 0
    for (let done = false; !done; ) {
      step++
      const folder = newFolder()
      await publish(createModelStore(folder, { now: () => 1 }), 'old')
      const { fs, steps } = breaking(step, how)
      const outcome = await publish(createModelStore(folder, { fs, now: () => 2 }), 'new').catch(
        (error: Error) => error,
      )
      done = steps() < step
      if (!done) expect(String(outcome)).toContain('storage-failed')
      const version = await loaded(folder)
      ends.add(version)
      expect(['old', 'new']).toContain(version)
      const after = createModelStore(folder, { now: () => 3 })
      const wholes = (await after.listVersions()).map((manifest) => manifest.version)
      expect(wholes).toContain('old')
      expect(await after.verify()).toEqual([])
      await publish(after, 'next')
      expect(await loaded(folder)).toBe('next')
      expect(await after.verify()).toEqual([])
      rmSync(folder, { recursive: true })
    }
    // Enough steps that each kind was met, and crashes on both sides of the moment that counts.
    expect(step).toBeGreaterThan(25)
    expect([...ends].sort()).toEqual(['new', 'old'])
  },
  60_000,
)

test.each(['before', 'after'] as const)(
  'a crash %s any step of a roll-back leaves a whole version in use',
  async (how) => {
    for (let step = 1, done = false; !done; step++) {
      const { folder } = await threeVersions()
      const { fs, steps } = breaking(step, how)
      await createModelStore(folder, { fs })
        .rollBack()
        .catch(() => undefined)
      done = steps() < step
      expect(['v2', 'v3']).toContain(await loaded(folder))
      expect(await createModelStore(folder).verify()).toEqual([])
    }
  },
  60_000,
)

test('what a crash left half done is finished by the next change, and drafts go after an hour', async () => {
  const { folder, store } = await threeVersions()
  // The log was written, `current.json` was not.
  const log = JSON.parse(readFileSync(join(folder, '.log/00000003.json'), 'utf8'))
  writeFileSync(join(folder, '.log/00000004.json'), JSON.stringify({ ...log, version: 'v2', generation: 4 }))
  const old = `.draft-${Date.now() - 2 * 3_600_000}-0123456789ab`
  const young = `.draft-${Date.now() - 60_000}-0123456789ab`
  for (const name of [old, young]) mkdirSync(join(folder, name))
  await store.mend()
  expect(await loaded(folder)).toBe('v2')
  expect([existsSync(join(folder, old)), existsSync(join(folder, young))]).toEqual([false, true])
})

test('publishers at the same time all get through, one after the other', async () => {
  const folder = newFolder()
  const versions = Array.from({ length: 12 }, (_, n) => `p${n}`)
  const outcomes = await Promise.all(versions.map((version) => publish(createModelStore(folder), version)))
  const generations = outcomes.map(({ current }) => current?.generation).sort((a, b) => Number(a) - Number(b))
  expect(generations).toEqual(versions.map((_, n) => n + 1))
  const store = createModelStore(folder)
  expect(await store.verify()).toEqual([])
  const last = outcomes.find(({ current }) => current?.generation === versions.length)
  expect((await store.current())?.version).toBe(last?.current?.version)
})

test('of publishers who decided against the same version one wins', async () => {
  const { folder } = await threeVersions()
  const outcomes = await Promise.all(
    ['x', 'y', 'z'].map((version) =>
      createModelStore(folder).publish({ version, files: filesOf(version), against: 'v3' }),
    ),
  )
  expect(outcomes.map(({ state }) => state).sort()).toEqual(['conflict', 'conflict', 'published'])
  expect(await createModelStore(folder).verify()).toEqual([])
})

/** The store as a program of its own, which publishes version after version until it is killed. */
function buildPublisher(): string {
  const entry = join(root, 'publisher.ts')
  const source = fileURLToPath(new URL('../src/publish/store.ts', import.meta.url))
  writeFileSync(
    entry,
    `import { createModelStore } from ${JSON.stringify(source)}
     const [folder = '', name = ''] = process.argv.slice(2)
     const store = createModelStore(folder)
     for (let n = 0; ; n++) {
       const version = name + '-' + n
       const files = new Map([['model.bin', Buffer.alloc(300_000, version)], ['more/1.bin', Buffer.from(version)]])
       await store.publish({ version, files })
       if (n % 4 === 3) await store.rollBack()
       process.stdout.write('.')
     }`,
  )
  const outfile = join(root, 'publisher.mjs')
  const core = fileURLToPath(new URL('../../core/src/index.ts', import.meta.url))
  buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    alias: { '@endcap/core': core },
  })
  return outfile
}

test('two processes that publish and are killed at any moment never leave a damaged version in use', async () => {
  const program = buildPublisher()
  const folder = newFolder()
  let published = 0
  for (let round = 0; round < 8; round++) {
    const children = ['a', 'b'].map((name) => {
      const child = spawn(process.execPath, [program, folder, `${name}${round}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      child.stdout.on('data', (dots: Buffer) => {
        published += dots.length
      })
      return child
    })
    await Promise.all(children.map((child) => once(child.stdout, 'data')))
    // The moment of death: some turns of the loop later, another one each round.
    for (let turn = 0; turn < round * 40; turn++) await new Promise(setImmediate)
    await Promise.all(
      children.map((child) => {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        return gone
      }),
    )
    expect(await loaded(folder)).toMatch(/^[ab]\d-\d+$/)
    expect(await createModelStore(folder).verify()).toEqual([])
  }
  expect(published).toBeGreaterThanOrEqual(16)
  await publish(createModelStore(folder), 'last')
  expect(await loaded(folder)).toBe('last')
}, 60_000)
