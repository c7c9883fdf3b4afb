import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeModel } from '@endcap/ranker'
import { describe, expect, it } from 'vitest'
import { publishTrained } from '../src/publish/publish-trained.js'
import { createModelStore } from '../src/publish/store.js'
import { readSessions } from '../src/train/read.js'
import { TABLE_DEFAULTS } from '../src/train/table-settings.js'
import { type Row, seeded } from './train-data.js'

const DAY_MS = 864e5
const START = 1.7e12
/** Choosing settings is tested elsewhere and takes its time. */
const settings = { table: { ...TABLE_DEFAULTS, halfLifeRatio: 0.12 } }

/** Twenty visits a day in which `a3` is followed by `b3`; from `turnsAt` on by `b4`, and so on. */
function shop(days: number, turnsAt = days): Row[] {
  const random = seeded(3)
  return Array.from({ length: days * 40 }, (_, visit) => {
    const day = Math.floor(visit / 40)
    const pair = Math.floor(random() * 12)
    const next = day < turnsAt ? pair : (pair + 1) % 12
    const items = [`n${Math.floor(random() * 30)}`, `a${pair}`, `b${next}`]
    return items.map((item, step) => ({
      session: `s${visit}`,
      item,
      ts: START + day * DAY_MS + visit * 1000 + step,
      visitor: `v${visit}`,
    }))
  }).flat()
}
const read = async (rows: readonly Row[]) => (await readSessions(rows, { kind: 'sessions' })).interactions
const makeFolder = () => join(mkdtempSync(join(tmpdir(), 'endcap-publish-')), 'model')

describe('publishTrained', () => {
  it('publishes the first model, keeps it while a new one is not better, and follows when the shop turns', async () => {
    const folder = makeFolder()
    const first = await publishTrained({ folder, interactions: await read(shop(12)), settings })
    expect(first).toMatchObject({ state: 'published', decision: { because: 'first' } })
    const model = decodeModel(Uint8Array.from(await createModelStore(folder).read(first.version!, 'model.bin')).buffer)
    expect(model.indexOf('a1')).toBeDefined()

    const same = await publishTrained({ folder, interactions: await read(shop(13)), settings })
    expect(same).toMatchObject({ state: 'kept', version: first.version })
    expect(['unproven', 'worse']).toContain(same.decision.because)

    const turned = await publishTrained({ folder, interactions: await read(shop(30, 12)), settings })
    expect(turned).toMatchObject({ state: 'published', decision: { because: 'better' } })
    expect(turned.version).not.toBe(first.version)
    expect(turned.decision.mrr!.difference.low).toBeGreaterThan(0)
    expect((await createModelStore(folder).current())!.window!.toMs).toBeGreaterThan(START + 29 * DAY_MS)
  })
  it('publishes by force, and when the model in use cannot be read', async () => {
    const folder = makeFolder()
    const interactions = await read(shop(8))
    const { version } = await publishTrained({ folder, interactions, settings })
    const more = await read(shop(9))
    expect(await publishTrained({ folder, interactions: more, settings, force: true })).toMatchObject({
      state: 'published',
      decision: { because: 'forced' },
    })
    const inUse = (await createModelStore(folder).current())!
    expect(inUse.previous).toBe(version)
    writeFileSync(join(folder, inUse.version, 'model.bin'), 'no model')
    expect(await publishTrained({ folder, interactions: await read(shop(10)), settings })).toMatchObject({
      decision: { because: 'first' },
    })
  })
  it('publishes shards with the file that stands for them when they are judged', async () => {
    const folder = makeFolder()
    const interactions = await read(shop(8))
    const { version } = await publishTrained({ folder, interactions, settings, shards: true })
    expect(readdirSync(join(folder, version!))).toEqual(expect.arrayContaining(['whole.bin', 'version.json']))
    const again = await publishTrained({ folder, interactions, settings, shards: true })
    expect(again.decision.mrr!.current).toBeGreaterThan(0.3)
  })
  it('holds the newest tenth where time is only an order', async () => {
    const rows = shop(10).map(({ session, item }) => ({ session, item }))
    const { decision } = await publishTrained({ folder: makeFolder(), interactions: await read(rows), settings })
    expect(decision.sessions).toBe(40)
  })
  it('refuses when nothing lies before the last days', async () => {
    const interactions = await read(shop(2))
    await expect(publishTrained({ folder: makeFolder(), interactions, settings })).rejects.toMatchObject({
      code: 'input-empty',
    })
  })
})
