import type { EventEnvelope } from '@endcap/core'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createWorld, type Flavour, type Mood, type Page, type World, type WorldParts } from './outbox-world.js'

/** Takes its time on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })
const RUNS = { numRuns: 1000 }

const mood: fc.Arbitrary<Mood> = fc
  .record({
    says: fc.constantFrom('ok', 'ok', '500', '503', 'retry-after', 'html', 'error', 'nothing'),
    isKept: fc.boolean(),
    delayMs: fc.constantFrom(0, 10, 400, 3000),
    retryAfterS: fc.integer({ min: 1, max: 90 }),
    isCut: fc.boolean(),
  })
  .map((drawn) => ({ ...drawn, isKept: drawn.says === 'ok' || (!/503|retry/.test(drawn.says) && drawn.isKept) }))

const flavour = fc.constantFrom<Flavour>('plain', 'plain', 'plain', 'large', 'large', 'poison', 'bad', 'huge')

/** What happens to the device. Steps that do not apply do nothing. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('add' as const), flavour, count: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 5, 300, 2000, 31_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('moods' as const), moods: fc.array(mood, { minLength: 1, maxLength: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('flush' as const, 'hide' as const, 'show' as const, 'later' as const) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), isGraceful: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('online' as const), is: fc.boolean() }) },
)
const breaking = fc.record({ do: fc.constant('store' as const), isBroken: fc.boolean() })
const stormy = fc.oneof({ weight: 6, arbitrary: step }, { weight: 1, arbitrary: breaking })
type Step =
  | (typeof step extends fc.Arbitrary<infer T> ? T : never)
  | (typeof breaking extends fc.Arbitrary<infer T> ? T : never)

const parts: fc.Arbitrary<WorldParts> = fc.record({
  seed: fc.nat(),
  isPacking: fc.boolean(),
  hasLater: fc.boolean(),
  hasBeacon: fc.boolean(),
  maxStored: fc.constant(1000),
  batchCount: fc.constantFrom(2, 7, 50),
})

async function act(world: World, page: Page, step: Step): Promise<void> {
  if (step.do === 'wait') await world.clock.advance(step.ms)
  else if (step.do === 'moods') world.moods.push(...step.moods)
  else if (step.do === 'online') world.isOnline = step.is
  else if (step.do === 'store') world.spoil(step.isBroken)
  else if (page.isClosed) return
  else if (step.do === 'add') page.add(step.flavour, step.flavour === 'huge' ? 1 : step.count)
  else if (step.do === 'hide') page.hide()
  else if (step.do === 'later') page.sendLater()
  else if (step.do === 'close') page.close(step.isGraceful)
  else void page.outbox.flush()
  // What is in work at this moment goes on before the next step.
  await world.clock.advance(0)
}

/** Everything is mended; a page is open, and has time. */
async function mend(world: World): Promise<Page[]> {
  world.moods.length = 0
  world.isOnline = true
  world.spoil(false)
  if (world.pages.every(({ isClosed }) => isClosed)) world.open()
  const open = world.pages.filter(({ isClosed }) => !isClosed)
  for (let i = 0; i < 8; i++) {
    for (const { outbox } of open) void outbox.flush()
    await world.clock.advance(60_000)
    if (open.every(({ outbox }) => !outbox.result().stored) && i > 0) break
  }
  return open
}

const added = ({ pages }: World) => pages.flatMap((page) => page.added)
/** Events that a collector takes and a request can hold. */
const isTakeable = ({ type, data = {} }: EventEnvelope) => !/survey|offer/.test(type) && !data['text60']

/** Events that the collector should have, and has not. */
function missing(world: World): string[] {
  const events = added(world).filter(isTakeable)
  return events.map(({ id }) => id).filter((id) => !world.kept.has(id))
}

function sum(world: World, of: 'delivered' | 'dropped'): number {
  return world.pages.reduce((total, { outbox }) => total + outbox.result()[of], 0)
}

/** Runs a script over pages that come one after the other. */
async function visit(made: WorldParts, steps: readonly Step[]): Promise<{ world: World; open: Page[] }> {
  const world = createWorld(made)
  let page = world.open()
  for (const one of steps) {
    if (page.isClosed && one.do === 'add') page = world.open()
    await act(world, page, one)
  }
  return { world, open: await mend(world) }
}

test('page after page nothing is lost, nothing known to have arrived travels again, and the sums are right', async () => {
  await fc.assert(
    fc.asyncProperty(parts, fc.array(step, { maxLength: 16 }), async (made, steps) => {
      const { world, open } = await visit(made, steps)
      expect(world.faults).toEqual([])
      expect(world.doubles).toEqual([])
      expect(missing(world)).toEqual([])
      for (const { outbox, added, foundCount } of open) {
        const { delivered, stored, dropped } = outbox.result()
        expect([delivered + dropped, stored]).toEqual([added.length + foundCount, 0])
      }
      // Over all pages each event is counted once.
      const takeable = added(world).filter(isTakeable).length
      expect(sum(world, 'delivered')).toBe(takeable)
      expect(sum(world, 'dropped')).toBe(added(world).length - takeable)
    }),
    RUNS,
  )
})

test('with a store that breaks and mends only a crash loses, and only what the store did not have', async () => {
  await fc.assert(
    fc.asyncProperty(parts, fc.array(stormy, { maxLength: 16 }), async (made, steps) => {
      const { world, open } = await visit(made, steps)
      expect(world.faults).toEqual([])
      expect(missing(world).filter((id) => !world.lost.has(id))).toEqual([])
      for (const { outbox } of open) expect(outbox.result().stored).toBe(0)
    }),
    RUNS,
  )
})

test('two tabs at once lose nothing either, and keep to what one of them was told', async () => {
  const script = fc.array(fc.tuple(fc.nat(1), stormy), { maxLength: 16 })
  await fc.assert(
    fc.asyncProperty(parts, script, async (made, steps) => {
      const world = createWorld(made)
      const tabs = [world.open(), world.open()]
      for (const [tab, one] of steps) {
        if (tabs[tab]?.isClosed && one.do === 'add') tabs[tab] = world.open()
        await act(world, tabs[tab] as Page, one)
      }
      // What a page left in `localStorage` is found by the next one.
      world.open()
      const open = await mend(world)
      expect(world.faults).toEqual([])
      expect(missing(world).filter((id) => !world.lost.has(id))).toEqual([])
      for (const { outbox } of open) expect(outbox.result().stored).toBe(0)
    }),
    RUNS,
  )
})

test('with little room what is missing was counted as dropped', async () => {
  const small = fc.record({ made: parts, maxStored: fc.integer({ min: 1, max: 12 }) })
  await fc.assert(
    fc.asyncProperty(small, fc.array(step, { maxLength: 16 }), async ({ made, maxStored }, steps) => {
      const { world, open } = await visit({ ...made, maxStored }, steps)
      expect(world.faults).toEqual([])
      expect(world.doubles).toEqual([])
      expect(missing(world).length).toBeLessThanOrEqual(sum(world, 'dropped'))
      expect(sum(world, 'delivered') + sum(world, 'dropped')).toBe(added(world).length)
      for (const { outbox } of open) expect(outbox.result().stored).toBe(0)
    }),
    RUNS,
  )
})
