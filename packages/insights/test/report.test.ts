import { expect, test } from 'vitest'
import { buildReport, openWarehouse, renderReport, summariseReport } from '../src/index.js'
import { eventOf, plantExperiment, START_MS, warehouseOf } from './planted.js'

const now = START_MS
const NASTY = `<script>alert("1")</script>'&`

test('tells top down what happened, the placements, the experiment and the events', async () => {
  const warehouse = await warehouseOf(
    plantExperiment([
      { variant: 'control', visitors: 800, clickRatio: 0.1 },
      { variant: 'test', visitors: 800, clickRatio: 0.25 },
    ]),
  )
  const data = await buildReport(warehouse, { now })
  const page = renderReport(data)
  const start = page.indexOf('aria-labelledby="overview"')
  const [top, below] = [page.slice(0, start), page.slice(start)]
  expect(top).toContain('Give test to everyone and end it.')
  const places = ['What happened', '>Placements<', '>Experiments<', 'test is better than control', 'id="events"'].map(
    (text) => below.indexOf(text),
  )
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
  expect(summariseReport(data).join('\n')).toMatch(
    /1,600 visitors[\s\S]*row .*%[\s\S]*exp: test is better than control/,
  )
})

test('draws a broken split as an alarm, with no comparison beside it', async () => {
  const warehouse = await warehouseOf(
    plantExperiment([
      { variant: 'control', visitors: 900, clickRatio: 0.1 },
      { variant: 'test', visitors: 600, clickRatio: 0.3 },
    ]),
  )
  const page = renderReport(await buildReport(warehouse, { now }))
  expect(page).toContain('Do not read this result')
  expect(page).not.toContain('test against control')
})

test('escapes whatever came from events', async () => {
  const list = { placement: NASTY, requestId: 'r', experiment: NASTY, variant: NASTY }
  const items = [{ item_id: 'x' }]
  const page = renderReport(
    await buildReport(
      await warehouseOf([
        eventOf('a', { type: 'view_item_list', visitor: 'v', list, items }),
        eventOf('b', { type: 'experiment_exposure', visitor: 'v', experiments: { [NASTY]: NASTY } }),
      ]),
      { now },
    ),
  )
  expect(page).not.toContain('<script')
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;')
})

test('is one file: no script, no inline style, no address, a policy that allows nothing else', async () => {
  const page = renderReport(
    await buildReport(await warehouseOf(plantExperiment([{ variant: 'a', visitors: 5, clickRatio: 1 }]))),
  )
  expect(page).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/)
  expect(page).not.toMatch(/<script|<link|<img| style=| on\w+=|https?:\/\/|url\(/)
})

test('gives every picture a title, a description and its numbers as a table', async () => {
  const page = renderReport(
    await buildReport(await warehouseOf(plantExperiment([{ variant: 'a', visitors: 5, clickRatio: 1 }]))),
  )
  const count = (text: string) => page.split(text).length - 1
  // A drawing may hold one of its own, stretched.
  const pictures = count('<svg role="img"')
  expect(pictures).toBeGreaterThanOrEqual(4)
  for (const part of ['<figure>', '<title id=', '<desc id=']) expect(count(part), part).toBe(pictures)
  for (const figure of page.split('<figure>').slice(1)) expect(figure.split('</figure>')[0]).toContain('<details>')
})

test('an empty warehouse gives an empty report', async () => {
  const warehouse = await openWarehouse({ path: ':memory:' })
  const data = await buildReport(warehouse, { now })
  expect(data).toMatchObject({
    period: undefined,
    placements: [],
    experiments: [],
    overview: { events: 0, revenue: 0 },
  })
  expect(renderReport(data)).toContain('No placement was drawn yet')
  expect(summariseReport(data)[0]).toContain('no events yet')
})
