import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeEnv } from '../src/env.js'
import type { Files } from '../src/files.js'
import { openSpool } from '../src/spool/spool.js'
import { makeFolder, makeStored } from './rig.js'

/** A file as the device has it, and as the processes see it. */
interface MemoryFile {
  durable: Buffer
  seen: Buffer
}

/** A file system in memory that can fail, and lose what was not synced. */
function createMemoryFiles() {
  const disk = new Map<string, MemoryFile>()
  const faults = { write: false, sync: false, truncate: false }
  let life = 0
  const files: Files = {
    async open(path) {
      const file = disk.get(path) ?? { durable: Buffer.alloc(0), seen: Buffer.alloc(0) }
      disk.set(path, file)
      const bornIn = life
      const act = (fault: boolean, effect: () => void) => {
        if (bornIn !== life) throw new Error('the process is dead')
        effect()
        if (fault) throw new Error('EIO')
      }
      return {
        size: async () => file.seen.length,
        read: async (into, position) => file.seen.copy(into, 0, position),
        async write(bytes, position) {
          // A failed write leaves a part behind.
          const part = faults.write ? bytes.subarray(0, bytes.length >> 1) : bytes
          act(faults.write, () => {
            const grown = Buffer.alloc(Math.max(file.seen.length, position + part.length))
            file.seen.copy(grown)
            grown.set(part, position)
            file.seen = grown
          })
        },
        async sync() {
          act(faults.sync, () => {
            if (!faults.sync) file.durable = file.seen
          })
        },
        truncate: async (bytes) =>
          act(faults.truncate, () => !faults.truncate && (file.seen = file.seen.subarray(0, bytes))),
        close: async () => {},
      }
    },
    makeFolder: async () => {},
    async rename(from, to) {
      disk.set(to, disk.get(from) as MemoryFile)
      disk.delete(from)
    },
    list: async (folder) =>
      [...disk]
        .filter(([path]) => path.startsWith(join(folder, '0')))
        .map(([path, { seen }]) => ({
          name: path.slice(folder.length + 1),
          bytes: seen.length,
          modifiedAt: Date.now(),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    remove: async (path) => void disk.delete(path),
    syncFolder: async () => {},
    readText: async (path) => disk.get(path)?.seen.toString(),
    async replaceText(path, text) {
      disk.set(path, { durable: Buffer.from(text), seen: Buffer.from(text) })
    },
  }
  return {
    files,
    faults,
    /** The power goes: of what was not synced, a part of the given ratio is on the device. */
    crash(ratio: number) {
      life++
      for (const file of disk.values()) {
        const { durable, seen } = file
        const isGrown = seen.length >= durable.length && seen.subarray(0, durable.length).equals(durable)
        const more = isGrown ? seen.subarray(durable.length) : Buffer.alloc(0)
        const kept = Buffer.concat([durable, more.subarray(0, Math.floor(more.length * ratio))])
        file.durable = kept
        file.seen = kept
      }
    },
  }
}

type Action =
  | { readonly type: 'append'; readonly counts: readonly number[]; readonly fault?: 'write' | 'sync' | 'truncate' }
  | { readonly type: 'crash'; readonly ratio: number }
  | { readonly type: 'reopen' }

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        type: fc.constant('append' as const),
        counts: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
        fault: fc.option(fc.constantFrom('write' as const, 'sync' as const, 'truncate' as const), { nil: undefined }),
      },
      { requiredKeys: ['type', 'counts'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('crash' as const), ratio: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'reopen' as const }) },
)

test('whatever fails and whenever the power goes: what was acknowledged is read, in order, and requests whole or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
      const folder = await makeFolder()
      const disk = createMemoryFiles()
      const open = () =>
        openSpool({
          folder,
          segmentBytes: 1500,
          maxBytes: 1 << 30,
          keepMs: Number.POSITIVE_INFINITY,
          env: { ...nodeEnv, files: disk.files },
          onSync: () => {},
          onRecover: () => {},
        })
      const acknowledged: string[] = []
      const requests: string[][] = []
      let spool = await open()

      async function readBack(): Promise<void> {
        const reader = spool.reader(0)
        const ids: string[] = []
        for (let more = await reader.read(5, 500); more.length > 0; more = await reader.read(5, 500)) {
          for (const { event, sequence } of more) {
            expect(sequence).toBe(ids.length)
            ids.push(event.id)
          }
        }
        await reader.close()
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.filter((id) => acknowledged.includes(id))).toEqual(acknowledged)
        for (const request of requests)
          expect([0, request.length]).toContain(request.filter((id) => ids.includes(id)).length)
        expect(spool.next()).toBe(ids.length)
        // A request that was refused may have been on the device when the power went: from now on it is kept.
        acknowledged.splice(0, acknowledged.length, ...ids)
      }

      for (const act of actions) {
        if (act.type === 'append') {
          const batches = act.counts.map((count) => Array.from({ length: count }, () => makeStored()))
          for (const batch of batches) requests.push(batch.map(({ id }) => id))
          if (act.fault) disk.faults[act.fault] = true
          const results = await Promise.allSettled(batches.map((batch) => spool.append(batch)))
          Object.assign(disk.faults, { write: false, sync: false, truncate: false })
          for (const [index, { status }] of results.entries()) {
            if (status === 'fulfilled') acknowledged.push(...(requests.at(index - batches.length) as string[]))
          }
        } else {
          if (act.type === 'crash') disk.crash(act.ratio)
          await spool.close()
          spool = await open()
        }
        await readBack()
      }
      await spool.close()
    }),
    { numRuns: 60 },
  )
}, 60_000)
